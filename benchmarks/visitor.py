"""A visitor without a browser: speaks Streamlit's websocket protocol, and fetches films as the page does.

Helper of `benchmarks.load`. What a browser sends, it sends too: query and page of the address bar, the hashes of the
messages it still has, and the widgets that were moved. Left out: the widgets that nobody has moved, styles and scripts.
"""

import asyncio
import http.client
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode, urljoin, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

PATIENCE = 60.0  # seconds
KEPT_RUNS = 2  # a browser keeps a message for so many runs of the script after the last that showed it

PLAYER, ADDRESS = "see_it_learn_player", "see_it_learn_address"
SEED, EXAMPLE = "seed", "example"
# What a control is set to, by a number below 10,000; what is not named here is a slider from −5 to 5.
VALUES: dict[str, Callable[[int], float]] = {SEED: float, EXAMPLE: lambda number: number % 200}


def on_slider(number: int) -> float:
    """A place between −5 and 5 for a number below 10,000."""
    return round(number / 1000 - 5, 3)


@dataclass(frozen=True)
class Answer:
    """A move that was answered: where, when it began and ended, on the clock of `time.perf_counter`, and its bytes."""

    view: str
    begun: float
    ended: float
    size: int


class Trouble(Exception):
    """A move that was not answered, of a kind that can be counted."""

    def __init__(self, kind: str, example: str) -> None:
        super().__init__(f"{kind}: {example}")
        self.kind, self.example = kind, example


class Line(ClientConnection):
    """A websocket that counts the bytes that came over the wire."""

    size = 0

    def data_received(self, data: bytes) -> None:
        self.size += len(data)
        super().data_received(data)


class Fetcher:
    """One connection for films, kept open between them."""

    def __init__(self, url: str, patience: float) -> None:
        kind = http.client.HTTPSConnection if url.startswith("https:") else http.client.HTTPConnection
        self._connection = kind(urlsplit(url).netloc, timeout=patience)
        self._thread = ThreadPoolExecutor(1)

    async def fetch(self, url: str) -> int:
        """The size of a film, once its last byte is here."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._fetch, url)

    def _fetch(self, url: str) -> int:
        try:
            return self._get(url)
        except ConnectionError:  # the server had closed what was idle; a browser asks again, too
            self._connection.close()
            return self._get(url)

    def _get(self, url: str) -> int:
        parts = urlsplit(url)
        self._connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept-Encoding": "gzip"})
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status >= 400:
            raise Trouble(f"HTTP {answer.status}", f"{url}: {body[:200].decode(errors='replace')}")
        return len(body)

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._connection.close()


class Visitor:
    """Somebody who opens a link of a lab and then moves a control, always to where nobody has been before.

    Parameters
    ----------
    url : str
        The app, without a slash at the end.
    page : str
        Address of the lab.
    query : dict
        What the link says besides the control.
    control : str
        The key of what is moved, see VALUES.
    numbers : iterator
        Numbers below 10,000 that no two visitors share.
    patience : float
        Seconds after which a move counts as not answered.
    """

    def __init__(
        self,
        url: str,
        page: str,
        query: Mapping[str, str],
        control: str,
        numbers: Iterator[int],
        patience: float = PATIENCE,
    ) -> None:
        self.url, self.page, self.link, self.control = url, page, query, control
        self.numbers, self.patience = numbers, patience

    @property
    def view(self) -> str:
        """The lab and what the link says, in a word or two."""
        said = (value for name, value in self.link.items() if name != "digit")
        return " ".join([self.page, *said])

    async def open(self) -> None:
        """Follow the link, as a new session."""
        self._query = urlencode({**self.link, "lang": "en", self.control: f"{self._value():g}"})
        self._page_hash = self._film = self._warning = self._id = ""
        self._kept: dict[str, tuple[int, ForwardMsg]] = {}  # messages by their hashes, and when they were last shown
        self._runs = 0
        stream = f"ws{self.url.removeprefix('http')}/_stcore/stream"
        try:
            line = await connect(
                stream,
                create_connection=Line,
                subprotocols=[Subprotocol("streamlit")],
                origin=Origin(self.url),
                max_size=None,
                ping_interval=None,
                proxy=None,
                open_timeout=self.patience,
            )
        except (OSError, WebSocketException) as error:
            raise Trouble("no connection", repr(error)) from error
        self._line = cast(Line, line)
        self._fetcher = Fetcher(self.url, self.patience)
        await self._answered(WidgetStates())

    async def move(self) -> Answer:
        """Move the control, and wait until the script has finished and the new film is there to its last byte."""
        states = WidgetStates()
        moved = states.widgets.add(id=self._id)
        if self.control == SEED:
            moved.double_value = self._value()
        else:
            moved.double_array_value.data.append(self._value())
        size, begun = self._line.size, time.perf_counter()
        fetched = await self._answered(states)
        return Answer(self.view, begun, time.perf_counter(), self._line.size - size + fetched)

    async def close(self) -> None:
        """Leave the page, if it is open."""
        if hasattr(self, "_fetcher"):
            self._fetcher.close()
            await self._line.close()

    def _value(self) -> float:
        """Where nobody has been before; of examples there are only 200."""
        return VALUES.get(self.control, on_slider)(next(self.numbers))

    async def _answered(self, states: WidgetStates) -> int:
        """Run the page with the widgets in these states; return the bytes that were fetched besides the messages."""
        before, fetches = self._film, list[asyncio.Task[int]]()
        try:
            async with asyncio.timeout(self.patience):
                await self._line.send(self._rerun(states).SerializeToString())
                async for film in self._films():
                    if not film.startswith("{"):  # not the film itself, but its address
                        fetches.append(asyncio.create_task(self._fetcher.fetch(urljoin(f"{self.url}/", film))))
                sizes = await asyncio.gather(*fetches)
        except TimeoutError as error:
            raise Trouble("time-out", f"{self.patience:.0f} s, {self._place}") from error
        except WebSocketException as error:
            raise Trouble("closed socket", repr(error)) from error
        except (OSError, http.client.HTTPException) as error:
            raise Trouble("film not fetched", repr(error)) from error
        finally:
            for fetch in fetches:
                fetch.cancel()
        if self._film == before:
            raise Trouble("no new film", f"{self._place} {self._warning}")
        return sum(sizes)

    @property
    def _place(self) -> str:
        return f"/{self.page}?{self._query}"

    def _rerun(self, states: WidgetStates) -> BackMsg:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash = self._query, self._page_hash
        asked.page_name = "" if self._page_hash else self.page  # which page it is, is known after the first answer
        asked.widget_states.CopyFrom(states)
        asked.cached_message_hashes.extend(self._kept)
        asked.context_info.locale, asked.context_info.timezone = "en-US", "UTC"
        asked.context_info.url = f"{self.url}/{self.page}"
        return message

    async def _films(self) -> AsyncIterator[str]:
        """Read what the server says until the script has finished; the films that it shows, as the page gets them."""
        begun = False
        while True:
            message = ForwardMsg.FromString(await self._line.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                begun, self._warning = True, ""
                self._runs += 1
            elif kind == "navigation":
                self._page_hash = message.navigation.page_script_hash
            elif kind in ("delta", "ref_hash"):
                film = self._look(self._whole(message).delta.new_element)
                if film is not None:
                    yield film
            elif kind in ("page_not_found", "session_event"):
                raise Trouble(kind, f"{self._place} {message}")
            elif kind == "script_finished" and begun:
                begun = False  # where the script asked for another run, that one is waited for
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    break
        oldest = self._runs - KEPT_RUNS
        self._kept = {name: (run, kept) for name, (run, kept) in self._kept.items() if run >= oldest}

    def _whole(self, message: ForwardMsg) -> ForwardMsg:
        """The message, or the earlier one that it stands for."""
        if message.WhichOneof("type") == "ref_hash":
            message = self._kept[message.ref_hash][1]
        if message.metadata.cacheable:
            self._kept[message.hash] = self._runs, message
        return message

    def _look(self, element: Element) -> str | None:
        """Take notice of an element on the page; return the film if it shows one that was not there before."""
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise Trouble("exception", f"{self._place} {element.exception.type} {element.exception.message}")
        if kind == "alert":
            self._warning = element.alert.body
        elif kind in ("number_input", "slider"):
            name = element.number_input.id or element.slider.id
            if name.endswith(f"-{self.control}"):  # $$ID-<hash>-<key>
                self._id = name
        elif kind == "bidi_component" and element.bidi_component.component_name in (PLAYER, ADDRESS):
            data = json.loads(element.bidi_component.json or element.bidi_component.mixed.json)
            if element.bidi_component.component_name == ADDRESS:
                self._query = f"{data['query']}&{urlencode({'lang': data['lang']})}"
            elif data["film"] != self._film:
                self._film = data["film"]
                return self._film
        return None
