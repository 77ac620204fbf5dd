"""Which site a document belongs to: the registrable domain of its address, or a name that was given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

USER_CONTENT = frozenset(
    """
    beehiiv.com blogs.com blox.pl canalblog.com exblog.jp ghost.io jimdo.com jimdofree.com livedoor.blog
    medium.com micro.blog neocities.org noblogs.org over-blog.com posterous.com skyrock.com squarespace.com
    substack.com tistory.com tumblr.com typepad.com weebly.com webnode.com webs.com wordpress.com write.as
    """.split()
)
"""Domains below which every host is somebody's own site, beside those that the Public Suffix List names."""

USER_CONTENT_NAMES = frozenset({"blogspot"})
"""The same for a name under any suffix: ``blogspot.co.uk``, ``blogspot.de``."""


class Page(NamedTuple):
    """A text and the site it comes from, ``None`` where nothing is known of that."""

    text: str
    site: str | None = None


Pageable = str | tuple[str, str | None] | Mapping[str, Any]
"""What stands for a page: a text, a text with its site, or a document with ``text`` and ``site``,
``url`` or ``source``."""


def page(item: Pageable, *, site: str | None = None) -> Page:
    """Return the text of ``item`` and its site; ``site`` is that of whatever names none itself.

    A mapping's ``site`` comes before its ``url``, an address, and that before its ``source``, either of them.
    Raises ``TypeError`` for what is no page.

    >>> page({"text": "Rain.", "url": "https://www.example.org/rain"})
    Page(text='Rain.', site='example.org')
    >>> page(("Rain.", "the-gazette")), page("Rain.", site="https://blog.example.org")
    (Page(text='Rain.', site='the-gazette'), Page(text='Rain.', site='example.org'))
    """
    text: object = None
    own = None
    if isinstance(item, str):
        text = item
    elif isinstance(item, Mapping):
        text = item.get("text")
        said = (item.get(field) for field in ("site", "url", "source"))
        name, url, source = (value if isinstance(value, str) else None for value in said)
        own = site_name(name, url) or site_name(source)
    elif isinstance(item, tuple) and len(item) == 2:
        text, own = item[0], site_name(item[1])
    if not isinstance(text, str):
        raise TypeError(
            "a page is a str, a pair (text, site), or a mapping with 'text' and 'site' or 'url', "
            f"not {item!r:.60}"
        )
    return Page(text, own or site_name(site))


def site_name(name: str | None = None, url: str | None = None) -> str | None:
    """Return what a site is counted under: its name, in lower case, or the site of an address.

    A name with ``://`` in it, or ``//`` before it, is taken for an address.  ``None`` where neither says
    anything.  Raises ``TypeError`` for what is no ``str``.

    >>> site_name("The-Gazette"), site_name("https://news.example.co.uk/a"), site_name(url="nonsense")
    ('the-gazette', 'example.co.uk', None)
    """
    for value in (name, url):
        if value is not None and not isinstance(value, str):
            raise TypeError(f"a site is named, or given by its address, as a str, not {value!r:.60}")
    if name is not None and (name := name.strip()):
        return site_of(name) if "://" in name or name.startswith("//") else name.lower()
    return site_of(url) if url else None


def site_of(url: str) -> str | None:
    """Return the registrable domain of an address; the full host where hosts are their users' own.

    ``None`` for what is no address.

    >>> site_of("https://www.example.co.uk/news?id=1"), site_of("http://jane.substack.com/p/rain")
    ('example.co.uk', 'jane.substack.com')
    >>> site_of("//münchen.example:8080"), site_of("http://192.0.2.1/"), site_of("mailto:jane@example.org")
    ('xn--mnchen-3ya.example', '192.0.2.1', None)
    """
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:
        return None
    if not host or not (host := _ascii(host.strip("."))):
        return None
    if _is_ip(host):
        return host
    host = host.removeprefix("www.")
    domain: str | None = _suffixes().privatesuffix(host)
    if domain is None:
        return host
    if domain in USER_CONTENT or domain.partition(".")[0] in USER_CONTENT_NAMES:
        return host
    return domain


def _ascii(host: str) -> str:
    """The host as it is looked up, so that both spellings of an international name are one site."""
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError:
        return host.lower()


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> PublicSuffixList:
    """The list that comes with the package; it takes 0.1 s to read, so only who asks pays for it."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
