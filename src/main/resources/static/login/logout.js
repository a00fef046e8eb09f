document.getElementById("logout").addEventListener("click", async () => {
  await fetch("/api/v1/auth/logout", {method: "POST"});
  location.assign("/login");
});
