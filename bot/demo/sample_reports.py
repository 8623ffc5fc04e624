"""What the employees of the sample company report, in their own words, about the sample catalogue's products."""

from __future__ import annotations

from dataclasses import dataclass

# The form's own words for how often something happens, and for who else feels it.
Frequency = str
WhoElse = str


@dataclass(frozen=True)
class Sample:
    """One report. `expected`, `frequency`, `minutes` (lost each time) and `who_else` are given in the form alone."""

    product: str
    text: str
    expected: str = ""
    frequency: Frequency = ""
    minutes: int | None = None
    who_else: WhoElse = ""


TWINS: tuple[tuple[Sample, Sample], ...] = (
    (
        Sample(
            "vpn",
            "VPN drops every hour on the train and I have to log in again with the second factor.",
            "The session survives a change of network.",
            "daily",
            10,
            "my_team",
        ),
        Sample("vpn", "On the train the VPN loses its session about once an hour. Log in, code, log in, code."),
    ),
    (
        Sample("signin", "Password reset mail arrives after 40 minutes, the link in it is valid for 30."),
        Sample(
            "signin",
            "The link to reset my password had expired before the e-mail reached me. Twice today.",
            "A link that lives longer than its e-mail takes.",
            "once",
            60,
        ),
    ),
    (
        Sample("helpdesk", "The portal forgets everything I typed when I attach a file larger than 10 MB."),
        Sample(
            "helpdesk",
            "Attached a screen recording in the service portal, got an error, and my whole description was gone.",
            "An error at the file, and my text still there.",
            "weekly",
            15,
            "several_teams",
        ),
    ),
)
"""The same friction felt by two people, in two people's words."""

LOST_ANSWER = Sample(
    "laptops", "After the last update my laptop no longer wakes the second screen at the standing desks."
)
"""Filed while Jira's answer gets lost on the way."""

DURING_MAINTENANCE = Sample("helpdesk", "The status page says all green while nobody can open an issue in the portal.")
WITHDRAWN = Sample("signin", "I cannot sign in to the travel tool since this morning.")
"""Made while Jira is down; the second is taken back before it was filed."""

HOSTILE = Sample(
    "helpdesk",
    'Searching the portal for "<!channel> <https://login.example.net|https://intranet>" & co. breaks the results page: '
    "it shows {html}<b>*3 hits*</b>{html} instead of the hits.",
    "The hits.",
    "monthly",
    5,
)

PASTED_TOO_MUCH = "Deploys from my laptop fail since the certificate change. I use {secret}, is it expired?"
"""Somebody pastes more than they should. `{secret}` is made up at run time, so that no scanner finds one in here."""

ORDINARY: tuple[Sample, ...] = (
    Sample("friction", "The report form closes when I click beside it and everything I typed is gone.", "", "once", 5),
    Sample("friction", "I would like to report things from my phone while I stand in front of the broken printer."),
    Sample("friction", "It tells me what shipped, but not in which version. I cannot see whether I have it yet."),
    Sample("friction", "When I report something for a colleague who is off sick, only I hear what became of it."),
    Sample(
        "helpdesk",
        "To order a headset I have to enter my cost centre, which the portal knows and shows in the same form.",
        "It fills in what it knows.",
        "monthly",
        10,
        "everybody",
    ),
    Sample("helpdesk", "Answers to my requests come from a no-reply address. I answered three of them into nowhere."),
    Sample("helpdesk", "The portal logs me out after ten minutes, in the middle of describing a problem."),
    Sample(
        "helpdesk", "Search finds the article on joining the Wi-Fi only if I spell it exactly 'WLAN'.", "", "weekly", 5
    ),
    Sample("helpdesk", "The category 'Other' has moved to the end of a list of 84. Everybody picks 'Account' now."),
    Sample("helpdesk", "My approvals open in a window without a back button; after approving I have to start again."),
    Sample(
        "helpdesk",
        "Every status change sends two e-mails, one in English and one in German.",
        "One e-mail, in my language.",
        "daily",
        2,
        "everybody",
    ),
    Sample(
        "helpdesk", "I cannot reopen a request that was closed as solved. I have to write a new one and explain again."
    ),
    Sample("laptops", "The fan runs at full speed in every video call; people ask whether I am on a plane."),
    Sample(
        "laptops",
        "New starters get their laptop on day three. On day one they sit beside me and read.",
        "A working laptop on day one.",
        "monthly",
        480,
        "several_teams",
    ),
    Sample(
        "laptops", "The dock in room 4.12 charges nothing and shows nothing. Somebody put a sticky note on it in May."
    ),
    Sample(
        "laptops",
        "Updates restart my laptop at eleven in the morning, whatever I have open.",
        "",
        "monthly",
        20,
        "my_team",
    ),
    Sample("laptops", "The battery shows 40 % and then the laptop is off. Third time this week."),
    Sample("laptops", "To return my old laptop I was sent a shipping label for Lisbon. I work in Oslo."),
    Sample("laptops", "The encryption asks for its PIN on a keyboard with an English layout; mine has umlauts in it."),
    Sample("laptops", "I need admin rights to install the printer that is standing next to me.", "", "once", 45),
    Sample(
        "vpn",
        "With the VPN on, video calls freeze whenever somebody shares a screen.",
        "",
        "daily",
        15,
        "several_teams",
    ),
    Sample(
        "vpn", "The tunnel does not come up in the hotel until I have opened a browser and accepted the Wi-Fi's terms."
    ),
    Sample("vpn", "I reach the build server through the VPN from Porto, but not from the office in Lyon."),
    Sample("vpn", "The client asks for an update, downloads it, and asks for the update."),
    Sample(
        "vpn",
        "Remote access disconnects when the laptop sleeps, and the file I had open is saved as a copy.",
        "It reconnects by itself.",
        "daily",
        10,
    ),
    Sample("vpn", "DNS inside the tunnel takes five seconds for the first lookup of every host."),
    Sample(
        "signin",
        "MFA asks me for a code three times before nine o'clock: laptop, mail, wiki.",
        "",
        "daily",
        5,
        "everybody",
    ),
    Sample("signin", "New phone, and the only way to move my second factor is to queue at the desk in building B."),
    Sample("signin", "After signing in I always land on the start page and never where the link pointed."),
    Sample("signin", "Contractors lose access on the last day of the month, and get it back on the second."),
    Sample("signin", "The sign-in page says 'something went wrong' when caps lock is on."),
    Sample(
        "signin",
        "My account is locked after two typos, and unlocking takes a call during office hours. Mine or theirs?",
        "Unlocking it with my second factor.",
        "weekly",
        40,
        "my_team",
    ),
)
