"""Two services with something in them, for looking at: one that has screened, and one with accounts."""

from __future__ import annotations

import io
import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from screening.accounts import AccessRole
from screening.accounts.accounts import find
from screening.accounts.administration import add_team, invite, set_roles
from screening.accounts.keys import make_key
from screening.accounts.one_time_links import set_password, set_up, set_up_link
from screening.confirmed_mappings import confirm
from screening.context import install, open_context
from screening.intake import IntakeOptions, read_list
from screening.intake.reading_choice import ReadingChoice
from screening.outbox import KINDS
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.settings import Settings
from screening.watch.background import work_on_watches
from screening.watch.watches import watch_of
from screening.webhooks.delivery import carry
from screening.webhooks.delivery_log import ping
from screening.webhooks.targets import add_target
from web.app import create_app
from web.config import Config
from web.cookies import PLAIN

_FILE = tomllib.loads(Path(__file__).with_name("addresses.toml").read_text(encoding="utf-8"))
ADDRESSES, SIGNED_OUT, SIGNED_IN = (_FILE[table] for table in ("pages", "signed-out", "signed-in"))
SMALL = "Name,Institution,Country\n李明,北京航空航天大学,CN\nJane Roe,Harvard University,US\n-,,\n".encode()
UNCLEAR = (
    "Ref,Alpha,Beta\nR0001,Jane Roe,李明\nR0002,Ann Smith,Li Wei\nR0003,John Miller,Maria Garcia\n".encode()
)
_HTTPS = {"base_url": "https://localhost"}


class World:
    """A list that was screened twice, one as it is read, two that are asked about, a confirmed mapping, a saved check, a
    webhook; no accounts, and a link to the first.
    """

    def __init__(self, folder, engine, now, *, name="visitors.csv", content=SMALL, **config):
        settings = Settings(data=folder / "service", webhook_hosts="127.0.0.1")
        install(settings)
        self.place = open_context(settings, lambda: now)
        self.engine = engine
        self.app = create_app(
            Config(rates=folder / "rates.sqlite3", **config), engine, lambda: now, self.place
        )
        self.client = self.app.test_client()
        self.draft = self._given(name, content)
        first = self._worked(self._accepted(self._given(name, content)))
        proof = _hidden("proof", self.client.get(first, **_HTTPS).text)
        again = self.client.post(f"{first}/again", data={"proof": proof}, **_HTTPS)
        self._confirmed(folder)
        self.filled = {
            "draft": self.draft,
            "unclear": self._given("partners.csv", UNCLEAR),
            "asking": self._asking(),
            "run": self._worked(again.headers["Location"]).rsplit("/", 1)[1],
            "earlier": first.rsplit("/", 1)[1],
            "check": self._kept("NPU, Xi'an 710072").rsplit("/", 1)[1],
            "webhook": self._told(),
            "first": set_up_link(self.place),
            "case": re.findall(r'href="/review/([0-9a-f]{32})"', self.client.get("/review/", **_HTTPS).text)[
                0
            ],
        }
        self.filled["bulk"] = self._decided_in_one_step()
        self.filled["watch"] = self._watched()
        row = self.client.get(f"/runs/{self.filled['run']}/rows/2", **_HTTPS).text
        self.filled["digest"] = re.search(r'href="/collaborators/([0-9a-f]{64})"', row).group(1)
        self._accepted_with_conditions(self.filled["digest"])

    def address(self, name):
        """The address of a page, on this service."""
        return ADDRESSES[name].format_map(self.filled)

    def close(self):
        """End the service."""
        self.place.close()

    def _given(self, name, content):
        form = {"proof": _hidden("proof", self.client.get("/upload", **_HTTPS).text)}
        kept = self.client.post("/upload", data=form | {"list": (io.BytesIO(content), name)}, **_HTTPS)
        return kept.headers["Location"].partition("draft=")[2]

    def _accepted(self, draft):
        page = self.client.get(f"/upload/preview?draft={draft}", **_HTTPS).text
        form = {key: _hidden(key, page) for key in ("proof", "draft")}
        return self.client.post("/upload/accept", data=form, **_HTTPS).headers["Location"]

    def _decided_in_one_step(self):
        """The mark of a step in which the questions of the lowest level that there is were handed on."""
        paths = [f"/review/bulk?level={level}" for level in ("low", "medium", "high")]
        pages = [(path, self.client.get(path, **_HTTPS).text) for path in paths]
        path, page = next(each for each in pages if 'name="version-' in each[1])
        form = {
            "proof": _hidden("proof", page),
            **dict(re.findall(r'name="(version-\w+)" value="(\w+)"', page)),
        }
        form |= {"case": [key.removeprefix("version-") for key in form if key.startswith("version-")]}
        form |= {"verdict": "escalated", "reason": "legal_advice"}
        done = self.client.post(path, data=form, **_HTTPS)
        return done.headers["Location"].partition("?")[0].rsplit("/", 1)[1]

    def _accepted_with_conditions(self, digest):
        """A collaboration decision about one subject, which ends soon."""
        address = f"/collaborators/{digest}"
        page = self.client.get(address, **_HTTPS).text
        soon = (self.place.now().date() + timedelta(days=20)).isoformat()
        form = {key: _hidden(key, page) for key in ("proof", "collaboration_version")}
        form |= {"collaboration": "proceed_with_conditions", "collaboration_until": soon}
        form |= {"condition": "No samples leave the country", "condition_by": "Export office"}
        form |= {"condition_until": soon, "collaboration_reason": "Open research on a public data set."}
        self.client.post(f"{address}/collaboration", data=form, **_HTTPS)

    def _asking(self):
        """A run that was accepted over HTTP, and whose list can be read in more than one way."""
        sent = self.client.post("/api/v1/runs?file_name=guests.csv", data=UNCLEAR, content_type="text/csv")
        return self._worked(sent.headers["Location"]).rsplit("/", 1)[1]

    def _confirmed(self, folder):
        """A mapping that the team confirmed."""
        path = folder / "hosts.csv"
        path.write_text("Partner,Home\nJane Roe,KU Leuven\n", encoding="utf-8")
        choice = ReadingChoice(map=(("person_name", "Partner"), ("affiliation", "Home")))
        confirm(
            self.place,
            "local",
            read_list(path, options=IntakeOptions(map=choice.map)),
            choice,
            by="person:ada",
        )

    def _worked(self, address):
        """Carry the run out, as a worker does."""
        engines = Engines(lambda day: replace(self.engine, on=day))
        steps = StepRunner(self.place, engines, "worker")
        for kind in ("plan", "chunk", "report"):
            steps.do(kind, address.rsplit("/", 1)[1], 1, 0)
        return address

    def _kept(self, name):
        proof = _hidden("proof", self.client.get(f"/check?name={name}", **_HTTPS).text)
        form = {"proof": proof, "name": name, "reference": "order 4711"}
        return self.client.post("/checks/", data=form, **_HTTPS).headers["Location"]

    def _watched(self):
        """A watch of the list that was screened last, with its first screening done and told."""
        run = self.filled["run"]
        page = self.client.get(f"/watches/new?run={run}", **_HTTPS).text
        form = {"proof": _hidden("proof", page), "run": run, "watch_name": "Visitors", "purpose": "Visits"}
        form |= {
            "legal_basis": "Grant, clause 7",
            "ends_on": re.search(r'name="ends_on" type="date" value="([^"]+)"', page).group(1),
        }
        made = self.client.post("/watches/new/run", data=form, **_HTTPS).headers["Location"]
        watch_id = made.partition("?")[0].rsplit("/", 1)[1]
        self._worked(f"/runs/{watch_of(self.place, watch_id, 'local').run_id}")
        work_on_watches(self.place, Engines(lambda day: replace(self.engine, on=day)), "worker")
        return watch_id

    def _told(self):
        """A webhook at which nobody listens, with one try."""
        target, _ = add_target(self.place, "http://127.0.0.1:9/screened", list(KINDS), actor="person:ada")
        carry(self.place, ping(self.place, target.id), 1, 0)
        return target.id


class Accounts:
    """Two teams: an administrator who is signed in, a colleague who works in both, one who was invited, and a key."""

    def __init__(self, folder, engine, now):
        settings = Settings(data=folder / "accounts")
        install(settings)
        self.place = place = open_context(settings, lambda: now)
        self.app = create_app(Config(rates=folder / "accounts.sqlite3"), engine, lambda: now, place)
        self.secret = set_up(
            place,
            set_up_link(place),
            login="ana@office.example",
            name="Ana Ngata",
            team="Research office",
            password="correct horse battery",
        )
        with place.database.read() as session:
            by = find(session, "ana@office.example").actor
        other = add_team(place, "Te Tari Rangahau Māori", by=by)
        bo, link = invite(place, "bo@office.example", "Bo Tane", "local", [AccessRole.REVIEWER], by=by)
        set_roles(place, bo.id, other, [AccessRole.SCREENER, AccessRole.REVIEWER], by=by)
        set_password(place, link, "four other words here")
        li, invitation = invite(
            place, "li@office.example", "李明 Li Ming", other, [AccessRole.SCREENER], by=by
        )
        make_key(place, "The grants system", by=by)
        self.filled = {"person": bo.id, "invited": li.id, "invitation": invitation}

    def address(self, name):
        """The address of a page, on this service."""
        return (SIGNED_OUT | SIGNED_IN)[name].format_map(self.filled)

    def cookies(self, base):
        """What the administrator's browser holds, of the service at `base`."""
        return [{"name": PLAIN, "value": self.secret, "url": base}]

    def close(self):
        """End the service."""
        self.place.close()


def _hidden(name, page):
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)
