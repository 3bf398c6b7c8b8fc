"""The service's other records: what staff write there beside contacts."""

from tests.privacy.kinds.asking import http, staff_get, staff_post
from tests.privacy.kinds.world import WORDS

RECORD = {"month": WORDS, "first_day": WORDS, "day": WORDS, "note": WORDS, "text": WORDS, "place": WORDS, "area": WORDS}
INCIDENT = {
    "kind": "threats",
    "month": "2024-02",
    "area": "Oslo",
    "reported": "unknown",
    "consent": "yes",
    "note": WORDS,
}
CONCERN = {"day": "2024-02-01", "signs": "writing", "outcomes": "not_traced", "note": WORDS}
ACTIVITY = {"kind": "stand", "first_day": "2024-02-01"}

RECORDS = [
    http("a short address that leads nowhere", 302, "GET", f"/c/{WORDS}?q={WORDS}"),
    staff_get("the directory", 200, f"/console/directory?q={WORDS}"),
    staff_post("looking in the directory", 200, "/console/directory/search", True, data={"words": WORDS}),
    staff_get("the address of a search in the directory", 303, f"/console/directory/search?words={WORDS}"),
    staff_get("a service to add, as somebody who may not", 403, f"/console/directory/new?q={WORDS}"),
    staff_post("adding a service, as somebody who may not", 403, "/console/directory/new", data=RECORD),
    staff_get("a service to change, as somebody who may not", 403, f"/console/directory/1?q={WORDS}"),
    staff_post("changing a service, as somebody who may not", 403, "/console/directory/1", data=RECORD),
    staff_get("the activities", 200, f"/console/activities?year={WORDS}"),
    staff_get("the form for an activity", 200, f"/console/activities/new?text={WORDS}"),
    staff_post("an activity on a wrong day", 422, "/console/activities/new", True, data=RECORD),
    staff_post("an activity", 303, "/console/activities/new", data=ACTIVITY),
    staff_get("an activity that is there", 200, f"/console/activities/1?q={WORDS}"),
    staff_post("an activity changed to a wrong one", 422, "/console/activities/1", True, data=RECORD),
    staff_post("an activity to delete", 303, f"/console/activities/1/remove?q={WORDS}", data=RECORD),
    staff_get("the campaigns", 200, f"/console/campaigns?first_day={WORDS}"),
    staff_get("a campaign to add, as somebody who may not", 403, f"/console/campaigns/new?q={WORDS}"),
    staff_post("adding a campaign, as somebody who may not", 403, "/console/campaigns/new", data=RECORD),
    staff_get("a campaign to change, as somebody who may not", 403, f"/console/campaigns/1?q={WORDS}"),
    staff_post("changing a campaign, as somebody who may not", 403, "/console/campaigns/1", data=RECORD),
    staff_get("the incidents", 200, f"/console/incidents?year={WORDS}"),
    staff_get("the form for an incident", 200, f"/console/incidents/new?note={WORDS}"),
    staff_post("an incident in a wrong month", 422, "/console/incidents/new", True, data=RECORD),
    staff_post("an incident", 303, "/console/incidents/new", data=INCIDENT),
    staff_get("an incident that is there", 200, f"/console/incidents/1?q={WORDS}"),
    staff_post("an incident changed", 303, "/console/incidents/1", data=INCIDENT),
    staff_post("an incident to delete", 303, f"/console/incidents/1/remove?q={WORDS}", data=RECORD),
    staff_get("the concerns about age", 200, f"/console/age-concerns?q={WORDS}"),
    staff_get("the form for a concern", 200, f"/console/age-concerns/new?note={WORDS}"),
    staff_post("a concern on a wrong day", 422, "/console/age-concerns/new", True, data=RECORD),
    staff_post("a concern", 303, "/console/age-concerns/new", data=CONCERN),
    staff_get("a concern that is there", 200, f"/console/age-concerns/1?q={WORDS}"),
    staff_post("a concern changed", 303, "/console/age-concerns/1", data=CONCERN),
]
