"""The addresses of the visitor's side."""

from starlette.routing import BaseRoute, Route

from public_widget import about, actions, follow, mailbox, ours, pages, read, ready

ROUTES: list[BaseRoute] = [
    Route("/", pages.front),
    Route("/embed", pages.embed),
    Route("/widget.js", pages.tab),
    Route("/status", pages.status),
    Route("/phrases", ready.ready),
    Route("/about", about.about),
    Route("/us", ours.ours),
    Route("/us", ours.check, methods=["POST"]),
    Route("/read", read.read),
    Route("/read", read.search, methods=["POST"]),
    *mailbox.ROUTES,
    Route("/c/{code}", follow.follow),
    Route("/conversations", actions.begin, methods=["POST"]),
    Route("/tickets", actions.ticket, methods=["POST"]),
    Route("/leave", actions.leave, methods=["POST"]),
    Route("/note", actions.note, methods=["POST"]),
    Route("/messages", actions.write, methods=["POST"]),
]
