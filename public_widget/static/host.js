/** The page of another site that shows us in a panel. It is told three things, and nothing of what is said here. */

let host = location.ancestorOrigins?.[0];

/** Calls `greeted` when the host has shown that it can hide the panel, and `leave` when he leaves from there. */
export function listenToHost({ greeted, leave }) {
  const heard = { "lavterskel:hello": greeted, "lavterskel:leave": leave };
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || !Object.hasOwn(heard, data)) return;
    host = origin;
    heard[data]();
  });
}

/** `what` is "hide" (the conversation goes on), "leave" (empty the whole page) or "left" (nothing keeps it any more). */
export function tellHost(what) {
  if (parent !== window && host) parent.postMessage(`lavterskel:${what}`, host);
}
