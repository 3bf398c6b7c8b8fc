"""The addresses of the console. Each handler says itself who may use it."""

from starlette.routing import BaseRoute, Mount, Route

from counselor_console import (
    acting,
    activities,
    age_concerns,
    campaigns,
    contacts,
    conversations,
    directory,
    importing,
    incidents,
    kept,
    lists,
    notes,
    own_settings,
    phrases,
    queue,
    registration,
    sign_in,
)

CONVERSATION = "/conversations/{id}"
CONTACT = "/contacts/{id}"

ROUTES: list[BaseRoute] = [
    Route("/console", queue.console),
    Mount(
        "/console",
        routes=[
            Route("/login", sign_in.login_page),
            Route("/login", sign_in.login, methods=["POST"]),
            Route("/code", sign_in.code_page),
            Route("/code", sign_in.code, methods=["POST"]),
            Route("/logout", sign_in.logout, methods=["POST"]),
            Route("/invitation", sign_in.invitation_page),
            Route("/invitation", sign_in.invitation, methods=["POST"]),
            Route("/language", sign_in.language, methods=["POST"]),
            Route("/role", sign_in.role, methods=["POST"]),
            Route("/queue", queue.queue),
            Route("/events", queue.events),
            Route("/kept", kept.kept),
            Route("/available", queue.available, methods=["POST"]),
            Route(CONVERSATION, conversations.lane),
            Route(CONVERSATION + "/take", conversations.take, methods=["POST"]),
            Route(CONVERSATION + "/ticket", conversations.ticket, methods=["POST"]),
            Route(CONVERSATION + "/close", conversations.close, methods=["POST"]),
            Route(CONVERSATION + "/hand-back", conversations.hand_back, methods=["POST"]),
            *notes.ROUTES,
            *directory.ROUTES,
            *activities.ROUTES,
            *campaigns.ROUTES,
            *incidents.ROUTES,
            *age_concerns.ROUTES,
            *importing.ROUTES,
            *phrases.ROUTES,
            *acting.ROUTES,
            *own_settings.ROUTES,
            *lists.ROUTES,
            *registration.ROUTES,
            Route("/contacts", contacts.contacts),
            Route("/contacts/search", contacts.search, methods=["POST"]),
            Route("/contacts/search", contacts.all_contacts),
            Route(CONTACT, contacts.contact),
            Route(CONTACT + "/links", contacts.link, methods=["POST"]),
            Route(CONTACT + "/unlink", contacts.unlink, methods=["POST"]),
        ],
    ),
]
