const form = document.getElementById("login");
const problem = document.getElementById("problem");
const asksFor = {SECOND_FACTOR_REQUIRED: "code", SECOND_FACTOR_REFUSED: "code", PASSWORD_CHANGE_REQUIRED: "newPassword"};

const back = wayBack(new URLSearchParams(location.search).get("back") || "/");

// Only to this engine: a browser takes many texts that begin with a slash for the address of another host.
function wayBack(wanted) {
  try {
    const address = new URL(wanted, location.origin);
    return address.origin === location.origin ? address.href : "/";
  } catch (failure) {
    return "/";
  }
}

const post = (path, body) => fetch(path, {
  method: "POST",
  headers: {"Content-Type": "application/json"},
  body: JSON.stringify(body),
});

// A session whose access token has expired goes on without a password. One tab after the other: a refresh token that is
// used twice ends its session.
async function goOn() {
  const loggedIn = (await fetch("/api/v1/auth/me")).ok || (await post("/api/v1/auth/refresh", {})).ok;
  if (loggedIn) location.replace(back);
}
if (document.cookie.includes("__Host-csrf=") && navigator.locks) {
  navigator.locks.request("session", goOn).catch(() => {});
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  const body = {session: true};
  new FormData(form).forEach((value, name) => { if (value !== "") body[name] = value; });
  problem.hidden = true;
  try {
    const answer = await post("/api/v1/auth/login", body);
    if (answer.ok) {
      location.assign(back);
      return;
    }
    const told = await answer.json();
    const missing = asksFor[told.code];
    if (missing) {
      form.elements[missing].parentElement.hidden = false;
      form.elements[missing].focus();
    }
    problem.textContent = told.detail;
  } catch (failure) {
    problem.textContent = "The engine does not answer. Try again in a moment.";
  }
  problem.hidden = false;
});
