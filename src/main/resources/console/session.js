// The console uses the session of the engine's own pages. Each of its requests proves that it comes from here, and a
// session whose access token has expired goes on without a login.
(() => {
  const send = window.fetch.bind(window);
  const proof = () => (document.cookie.match(/(?:^|; )__Host-csrf=([^;]*)/) || [])[1] || "";
  const isOwn = address => new URL(address, document.baseURI).origin === location.origin;

  const proven = (input, init) => {
    const request = new Request(input, init);
    if (isOwn(request.url)) request.headers.set("X-CSRF-Token", proof());
    // Hawtio says text/json, which the engine takes for no JSON.
    if (isOwn(request.url) && request.method === "POST") request.headers.set("Content-Type", "application/json");
    return request;
  };

  // One tab after the other: a refresh token that is used twice ends its session.
  const goOn = () => navigator.locks.request("session", async () =>
    (await send("/api/v1/auth/me")).ok
      || (await send("/api/v1/auth/refresh", {
        method: "POST", headers: {"Content-Type": "application/json"}, body: "{}",
      })).ok);

  window.fetch = async (input, init) => {
    const answer = await send(proven(input instanceof Request ? input.clone() : input, init));
    if (answer.status !== 401 || !isOwn(answer.url) || !navigator.locks || !await goOn()) return answer;
    return send(proven(input, init));
  };
})();
