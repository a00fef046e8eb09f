SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  // The document is shown to nobody else.
  validatorUrl: null,
  requestInterceptor: request => {
    const proof = document.cookie.split("; ").find(each => each.startsWith("__Host-csrf="));
    if (proof) request.headers["X-CSRF-Token"] = proof.split("=")[1];
    return request;
  },
});
