// Only for whoever comes from the console: a link on another page shall end nobody's session.
const fromConsole = document.referrer.startsWith(location.origin + "/hawtio");
const ended = fromConsole ? fetch("/api/v1/auth/logout", {method: "POST"}) : Promise.resolve();
ended.finally(() => location.replace(fromConsole ? "/login?back=%2Fhawtio%2F" : "/"));
