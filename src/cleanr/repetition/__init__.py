"""Repetition: lines that many pages of one site share, learnt into a profile that the user names."""

from cleanr.repetition.counts import LineCount, SiteCounts
from cleanr.repetition.profile import Profile
from cleanr.repetition.sites import Page, Pageable, page, site_name, site_of
from cleanr.repetition.store import ProfileError

__all__ = [
    "LineCount",
    "Page",
    "Pageable",
    "Profile",
    "ProfileError",
    "SiteCounts",
    "page",
    "site_name",
    "site_of",
]
