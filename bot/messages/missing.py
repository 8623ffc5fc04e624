"""The one question that makes a report worth filing."""

from __future__ import annotations

from loop.triage.reading import Part

QUESTIONS = {
    Part.ACTUAL: "What do you see when it happens? The words of an error message help most.",
    Part.STEPS: "What did you do just before it happened?",
    Part.EXPECTED: "What should have happened instead?",
    Part.ENVIRONMENT: "Where does it happen: which device, which browser or version, which place?",
    Part.FREQUENCY: "How often does it happen?",
    Part.IMPACT: "What does it cost you: how many minutes, and who else feels it?",
}
