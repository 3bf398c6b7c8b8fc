/** Listens for "the queue has changed" and says so as `queue` on the body, where htmx and others hear it. */

const AGAIN = 5_000; // after the server refused the stream, milliseconds

function tell() {
  document.body.dispatchEvent(new Event("queue"));
}

function listen() {
  const source = new EventSource("/console/events");
  source.addEventListener("queue", tell);
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    tell(); // signed out elsewhere? Then the answer leads to the sign-in page.
    setTimeout(listen, AGAIN);
  });
}

listen();
