"""Goes through the demonstration as a person would: from the first page along every link, form by form."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from lxml import html

from hocTap.lib import vi
from units.models import User
from units.privacy.seeing import lists_shown

MOST_OF_A_KIND = 2
"""Pages and files opened of one address pattern: the first wards, households and funds stand for all."""

TYPED = {"text", "textarea", "number", "date", "search", "email", "tel", "url"}
MARKS = ("seen", "edition", "digest", "lan-", "cu-", "seen_paid")
"""How hidden fields begin that say what the person saw before the form was filled."""


@dataclass(frozen=True)
class Place:
    """A page that was opened, and by whom."""

    url: str
    name: str
    person: str
    html: Any = field(repr=False, compare=False)
    lists: frozenset[str] = field(default=frozenset(), compare=False)
    """Which lists of names were noted as seen by the person."""


@dataclass(frozen=True)
class DeadEnd:
    """A link that a page shows to a person and that leads to a refusal."""

    url: str
    person: str
    status: int
    page: str
    """The page that shows it."""


@dataclass(frozen=True)
class SentForm:
    """A form of a page that is sent (method="post"): where to, and what the page put into it."""

    place: Place
    action: str
    name: str
    element: Any = field(repr=False, compare=False)

    @property
    def typed(self) -> list[str]:
        """The names of the fields that a person types words or numbers into."""
        return [each.name for each in self.element.inputs if each.name and kind_of(each) in TYPED]

    @property
    def prefilled(self) -> list[str]:
        """Fields that already say something: an edit of what is kept, unless the page proposes it."""
        return [
            each.name
            for each in self.element.inputs
            if each.name and kind_of(each) in TYPED and str(each.value or "").strip()
        ]

    @property
    def hidden(self) -> list[str]:
        return [each.name for each in self.element.inputs if each.name and kind_of(each) == "hidden"]

    @property
    def pressed(self) -> list[tuple[str, dict[str, str]]]:
        """The buttons that send the form: where to, and what each sends of its own."""
        buttons = self.element.xpath(".//button[not(@type) or @type='submit']|.//input[@type='submit']")
        sends = [
            (
                urljoin(self.action, button.get("formaction") or self.action),
                {button.get("name"): button.get("value", "")} if button.get("name") else {},
            )
            for button in buttons
        ]
        return [each for number, each in enumerate(sends) if each not in sends[:number]] or [(self.action, {})]

    def filled(self, words: Callable[[Any], str], *, every_box: bool = False) -> dict[str, Any]:
        """What a browser would send after somebody typed into every field what `words` says for it.

        Of boxes of one name the first is ticked, with `every_box` all of them.
        """
        sent: dict[str, list[str]] = {}
        for each in self.element.inputs:
            if not each.name or kind_of(each) in ("submit", "button", "file"):
                continue
            if kind_of(each) in TYPED:
                sent.setdefault(each.name, []).append(words(each))
            elif each.name in sent and kind_of(each) in ("radio",) + (() if every_box else ("checkbox",)):
                continue
            else:
                sent.setdefault(each.name, []).extend(values_of(each))
        return sent


def kind_of(element: Any) -> str:
    return str(element.tag if element.tag in ("select", "textarea") else element.get("type", "text"))


def values_of(element: Any) -> list[str]:
    if element.tag == "select":
        chosen = list(element.value) if element.multiple else [element.value]
        return [str(each) for each in chosen if each] or [each for each in element.value_options if each][:1]
    return [str(element.get("value", "on"))]


def name_of(url: str) -> str:
    """The name of an address's pattern, such as "scholarships:fund-detail"; empty for what is no page of ours."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""


def walk(
    person: User,
    start: tuple[str, ...] = ("/",),
    leave_out: tuple[str, ...] = ("admin:",),
    dead_ends: list[DeadEnd] | None = None,
) -> list[Place]:
    """Every kind of page that the person reaches by links, each at most a few times.

    Links that led to a refusal are added to `dead_ends`.
    """
    client = Client()
    client.force_login(person)
    waiting, known = deque(start), dict.fromkeys(start, "")
    opened, files = Counter[str](), Counter[str]()
    places = []
    while waiting:
        url = waiting.popleft()
        name = name_of(url)
        if not name or name.startswith(leave_out) or (opened[name] or files[name]) >= MOST_OF_A_KIND:
            continue
        answer = client.get(url)
        if answer.status_code >= 400 and known[url] and dead_ends is not None:
            dead_ends.append(DeadEnd(url, person.username, answer.status_code, known[url]))
        if answer.status_code == 302 and answer["Location"] not in known:
            known[answer["Location"]] = url
            waiting.append(answer["Location"])
        if not is_page(answer):
            files[name] += answer.status_code == 200
            continue
        opened[name] += 1
        shown = frozenset(lists_shown(answer.wsgi_request))
        place = Place(url, name, person.username, html.fromstring(answer.content.decode()), shown)
        places.append(place)
        for link in links_of(place):
            if link not in known:
                known[link] = url
                waiting.append(link)
    return places


def is_page(answer: Any) -> bool:
    """Whether the answer is a page that a person reads, and not a file or a detour."""
    kind: str = answer["Content-Type"]
    return answer.status_code == 200 and kind.startswith("text/html")


def links_of(place: Place) -> Iterator[str]:
    for link in place.html.iterfind(".//a[@href]"):
        address = urljoin(place.url, link.get("href").split("#")[0])
        parts = urlsplit(address)
        if not parts.netloc and "_export" not in parts.query:
            yield address


def forms_of(place: Place) -> list[SentForm]:
    """The page's forms that are sent, logging out left aside."""
    found = []
    for form in place.html.forms:
        if form.method.upper() != "POST":
            continue
        action = urljoin(place.url, form.get("action") or place.url)
        name = name_of(action)
        if name not in ("logout", "login"):
            found.append(SentForm(place, action, name, form))
    return found


EXAMPLES = {
    "_on": "15/06/2021",
    "amount": "100.000",
    "target": "5.000.000",
    "year": "2020",
    "birth_year": "2010",
    "number": "77",
    "parts": "3",
    "sessions": "2",
    "attendances": "20",
    "present": "20",
    "in_favour": "20",
    "email": "thu@vidu.vn",
    "_time": "14:30",
    "_tim": "Phường 5, Quận 11",
    "_count": "53",
    "_base": "75",
    "_rate": "70,67%",
}
"""What a person would type, by how the field's name ends; the longest ending counts."""

BY_HINT = {"ngày/tháng/năm": "15/06/2021"}
BY_KEYS = {"numeric": "3", "decimal": "5"}
WORDS = "Thử một lần"


def example(element: Any) -> str:
    """Something that the field may well take: by its name, the hint in it, or the keys that a phone offers for it."""
    endings = sorted((ending for ending in EXAMPLES if element.name.endswith(ending)), key=len)
    if endings:
        return EXAMPLES[endings[-1]]
    if hinted := BY_HINT.get(element.get("placeholder", "")):
        return hinted
    return BY_KEYS.get(element.get("inputmode", ""), WORDS)[: int(element.get("maxlength") or len(WORDS))]


def kept_or_example(element: Any) -> str:
    """What already stands in the field, as of a person who changes nothing else; `example` where nothing stands."""
    return str(element.value or "").strip() or example(element)


def needed_only(element: Any) -> str:
    """What a person must fill in and nothing else, each day being today; what stands there stays."""
    if element.get("required") is None or str(element.value or "").strip():
        return str(element.value or "")
    is_day = element.get("placeholder") in BY_HINT
    return vi.day(timezone.localdate()) if is_day else example(element)


WAYS = (kept_or_example, needed_only, example)
"""How a form may be filled in; what one way is refused for, another may do."""
