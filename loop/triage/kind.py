"""What sort of friction a text describes, read from its words."""

from __future__ import annotations

import re

from config.outcomes import APOSTROPHES
from config.words import Kind

# The first that fits: who is kept out meets an error too, and what takes for ever may be called broken.
_SIGNS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.ACCESS,
        r"""
          access\ (is\ )?denied | permissions? | locked\ out | no\ access | unauthori[sz]ed | forbidden
        | not\ allowed\ to | (need|request|give|get|grant|lost|lose)\ (\w+\ ){0,2}access
        | passwords?\ (reset|expired|is\ refused)
        | (cannot|can't|can\ not|could\ not|couldn't|unable\ to|not\ able\ to|can\ no\ longer)\ +(even\ +)?
              (log\ ?in|log\ on|sign\ in|get\ in|get\ into|access)""",
    ),
    (
        Kind.PERFORMANCE,
        r"""
          slow(er|ly|ness)? | sluggish | lag(s|gy|ging)? | freez(es|ing) | time[sd]?\ ?-?outs? | takes?\ ages
        | takes?\ for\ ?ever | (takes?|waits?|waiting|loads?\ for|spins?\ for)\ (\w+\ ){0,3}(seconds|minutes|hours|days)
        | (loads?|loading|spins?|spinning)\ (for\ ever|forever|endlessly)""",
    ),
    (
        Kind.DEFECT,
        r"""
          errors? | crash(es|ed|ing)? | bugs? | broken | breaks | exceptions? | fail(s|ed|ing|ure)? | wrong | corrupt\w*
        | (does|do|did)(n't|\ not)\ work | stop(s|ped)\ working | no\ longer\ works | drops | disconnects | disappear\w*
        | (is|are|was|were|gets?|got)\ lost | hangs | blank | garbled | regression""",
    ),
    (
        Kind.GAP,
        r"""
          no\ way\ to | there\ is\ no | is\ missing | missing\ feature | feature\ request | please\ add | lacks
        | i\ wish | would\ be\ (nice|good|great|helpful|useful) | not\ possible\ to | impossible\ to | not\ supported
        | (does|do)(n't|\ not)\ (support|offer|have|let|allow) | (should|could)\ (support|offer|allow|let)
        | by\ hand | manually | work\ ?arounds?""",
    ),
    (
        Kind.USABILITY,
        r"""
          confus\w+ | unclear | hard\ to\ (find|use|read|see|understand) | difficult\ to\ (find|use|read|see|understand)
        | (cannot|can't|could\ not|never|do\ not|don't)\ (find|understand|see)\ (out\ )?(how|where|what|which)
        | too\ many\ (clicks|steps|fields|menus|mails|emails|notifications) | annoy\w+ | ugly | misleading | typos?
        | counter-?\ ?intuitive | clumsy | cumbersome""",
    ),
)
# "Nothing is wrong with it", "no errors": what is denied is no sign.
DENIED = r"(?<!\bno\ )(?<!\bnot\ )(?<!\bn't\ )(?<!\bwithout\ )(?<!\bnothing\ is\ )(?<!\bno\ longer\ )"
_WORDS = [(kind, re.compile(rf"\b{DENIED}({signs})(?!\w)", re.IGNORECASE | re.VERBOSE)) for kind, signs in _SIGNS]


def kind_of(text: str) -> tuple[Kind, str]:
    """The likeliest kind, and the words that say so; a defect, and no words, where nothing does. It reads English."""
    straight = text.translate(APOSTROPHES)
    for kind, words in _WORDS:
        found = words.search(straight)
        if found:
            return kind, " ".join(found.group().split())
    return Kind.DEFECT, ""
