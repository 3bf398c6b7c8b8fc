/**
 * What htmx may do here. It turns answers of our own server into markup through one named Trusted Types policy that
 * nothing else can reach; the server's templates escape every text. Answers that are not markup are never shown.
 */

const failed = document.getElementById("failed");
const policy = globalThis.trustedTypes?.createPolicy("lavterskel", { createHTML: (markup) => markup });

htmx.registerExtension("lavterskel", {
  init: (api) => api.initSecurity(policy),
  htmx_before_response: (_element, { ctx }) => {
    const { status, redirected, url, headers } = ctx.response.raw;
    if (status === 401 || (redirected && new URL(url).pathname === "/console/login")) {
      location.assign("/console/login");
      return false;
    }
    if (headers.get("content-type")?.startsWith("application/json")) {
      // What was asked about is over; the rail says what there is now.
      document.body.dispatchEvent(new Event("queue"));
      return false;
    }
    return true;
  },
  // A whole page in answer to a request for a part of one is an error page; it would not fit where the part was.
  htmx_after_request: (_element, { ctx }) => {
    const fits = !/^\s*<!doctype/i.test(ctx.text);
    failed.hidden = fits;
    return fits;
  },
  htmx_error: () => {
    failed.hidden = false;
  },
});
