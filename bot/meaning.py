"""What a message is meant for: the classifier's intent, unless the message itself plainly says otherwise."""

from __future__ import annotations

import re
from dataclasses import replace

from bot import corrections
from bot.inquiry import Inquiry
from bot.reporting import Reporting
from bot.requests import Requests
from bot.scene import Scene
from bot.sent import Sent
from nlu import reasons
from nlu.text import syllables

# Intents that a question to the documents is easily mistaken for, and how sure its answer must then be.
_LIGHT = (
    *("help", "thank", "greet", "goodbye", "summarise", "list_documents", "list_reports"),
    *("report_activity", "edit_report"),
)
# How much more like a question to the documents than like any other message (`Classifier.question`) what was
# taken for one of these must be to be one after all (measured: docs/evaluation.md).
ASKED = {
    **dict.fromkeys(("help", "thank", "greet", "goodbye", "summarise"), 0.3),
    "list_documents": 0.7,
    **dict.fromkeys(("report_activity", "edit_report", "list_reports"), 0.6),
    **dict.fromkeys(("write_for_me", "watch_people"), 0.7),
}
ASKED_A_SERVICE = 0.55  # the same where a word asks for a service: "bài viết nào", "tin bịa đặt do ai xử lý"
ASKED_PLAINLY = 0.9  # the same where a date, a place and a kind of activity are told and no number
UNSURE = 0.5  # confidence below which a longer message is not taken for any of them
LONGER = 5  # syllables
SURE = 0.6
CERTAIN = 1.0  # a fact or a duty that was named outright, not a passage that was searched for
REFUSE_FROM = 0.5  # below, what has the form of a question is taken for one
SUBJECT = 4  # syllables from which words without a verb are taken for a subject asked about
LONGEST_LIST_REQUEST = 12  # syllables: "anh cho em hỏi trong kho mình hiện có những văn bản nào"
REFUSED = ("write_for_me", "watch_people")
_OF_REPORTS = ("report_activity", "edit_report")
_TALK = ("thank", "greet", "goodbye")
_CLAUSE_END = re.compile(r"[,;:.!?]+\s")
_REFUSE_BRIEF_FROM = 0.75  # as REFUSE_FROM, for fewer syllables than a SUBJECT has: "Bác Hồ", "họp 45 phút"
_ASKED_A_LITTLE = 0.25  # of `sounds_asked`, for a longer one without a sign of a request


class Meaning:
    """Decides between questions, reports and talk; writes nothing."""

    def __init__(self, inquiry: Inquiry, reporting: Reporting, sent: Sent, requests: Requests) -> None:
        self._inquiry = inquiry
        self._reporting = reporting
        self._sent = sent
        self._requests = requests

    def intent(self, scene: Scene) -> str:
        """The intent to act on; "help_report" and "sorry" are none of the classifier's."""
        intent = self._intent(scene)
        if own := self._of_assistant(scene, intent):
            return own
        if intent in (*_LIGHT, "out_of_scope") and self._is_question_after_all(scene, intent):
            return "ask_document"
        return "out_of_scope" if intent in _LIGHT and self._sounds_asked(scene, intent) else intent

    def is_bare_body(self, scene: Scene) -> bool:
        """Whether the message is a body's name and no more, which tells of no activity."""
        if scene.command or scene.phrase or "ask" not in scene.rights:
            return False
        places = {f.name for f in self._reporting.form.fields if f.type == "place"}
        told = places & self._reporting.read(scene).values.keys()
        return not told and self._inquiry.names_body(scene)

    def _of_assistant(self, scene: Scene, intent: str) -> str:
        """What is asked of the assistant, or said to it: "muốn gửi báo cáo thì làm sao"; "" for nothing."""
        if intent in _TALK and self._requests.find(scene.said.text, ("upset",)):
            return "sorry"
        sure = scene.said.confidence >= SURE and scene.speaks_of_reporting
        if not sure or self._inquiry.names_paper(scene):
            return ""
        if intent == "help":
            return "help_report"
        if intent == "list_reports" and scene.speaks_of_own_report:
            return "help_report" if scene.asks_who else intent
        return ""

    def _is_question_after_all(self, scene: Scene, intent: str) -> bool:
        """Whether the documents answer what was taken for something else, surely enough."""
        if "ask" not in scene.rights or self._told(scene) >= 2:
            return False
        silent = self._told(scene) == 0 and intent in _OF_REPORTS and _asks_for_no_report(scene)
        silent = silent and not self._sent.tells_of_none(scene)
        enough = SURE if scene.is_question or silent else CERTAIN
        # "có những văn bản nào" goes on about nothing, whatever was asked before it.
        alone = intent == "list_documents" and scene.asks_what_is_stored
        return self._inquiry.would_answer(scene, enough, alone=alone)

    def _sounds_asked(self, scene: Scene, intent: str) -> bool:
        """Whether the message is by its words a question to the documents, if one that they do not answer."""
        if intent not in ASKED or "ask" not in scene.rights or self._told(scene) >= 2:
            return False
        inquiry = self._inquiry
        long = scene.is_question or len(syllables(scene.said.text)) >= SUBJECT
        return (long and inquiry.sounds_asked(scene) >= ASKED[intent]) or inquiry.goes_on(scene)

    def _told(self, scene: Scene) -> int:
        """How much of an activity the message tells; with three things it is a report in any case."""
        return len(self._reporting.telling & self._reporting.read(scene).values.keys())

    def _tells(self, scene: Scene) -> bool:
        """Whether it tells enough of an activity to be a report, whatever it was taken for."""
        told = self._told(scene)
        counted = self._reporting.counted & self._reporting.read(scene).values.keys()
        return told >= 3 or (told == 2 and bool(counted))

    def _intent(self, scene: Scene) -> str:
        """The intent to act on: the classifier's, unless the message itself plainly says otherwise.

        What the message tells of an activity is read last, and only where it matters: that takes time.
        """
        intent = scene.said.intent
        if intent in REFUSED and (scene.asks_a_service or scene.is_question or self._told(scene) < 3):
            return "ask_document" if self._is_no_request(scene) else intent
        if intent == "summarise" and scene.only_speaks_of_reporting:
            return "report_activity"
        if intent == "summarise" and self._requests.find(scene.said.text, ("deadline",)):
            return "ask_document"
        if intent in _OF_REPORTS and (self.is_bare_body(scene) or self._goes_on(scene)):
            return "ask_document"
        named = bool(scene.said.values.documents) or (intent in _OF_REPORTS and self._inquiry.cites(scene))
        if intent == "list_documents" and (named or len(syllables(scene.said.text)) > LONGEST_LIST_REQUEST):
            return "ask_document"
        reports = scene.speaks_of_reporting and scene.said.confidence >= UNSURE
        asks = scene.is_question or (named and not reports) or set(scene.said.text) <= set("0123456789 ")
        of_reports = intent in _OF_REPORTS
        if of_reports and ((asks and self._told(scene) < 3) or self._asks_plainly(scene)):
            return "ask_document"
        if not of_reports and not scene.is_question and self._tells(scene) and not self._asks_plainly(scene):
            return "report_activity"
        if intent == "edit_report" and self._told(scene) >= 2:
            return "report_activity"
        if intent == "report_activity" and not scene.is_question and self._told(scene):
            return intent
        longer = scene.is_question or len(syllables(scene.said.text)) >= LONGER
        speaks = scene.speaks_of_reporting or self._told(scene)
        longer = longer or (intent in (*_OF_REPORTS, "summarise") and not speaks)  # "x", "xuất bản"
        unsure = intent in _LIGHT and scene.said.confidence < UNSURE
        return "out_of_scope" if unsure and longer and self._told(scene) < 2 else intent

    def _asks_plainly(self, scene: Scene) -> bool:
        """Whether a question stands in a story: "chiều họp ở Ba Tơ, anh Ba hỏi huyện được giao việc gì"."""
        clauses = (replace(scene.said, text=clause) for clause in _CLAUSE_END.split(scene.said.text))
        if not any(replace(scene, said=each).is_question for each in clauses):
            return False
        counted = self._reporting.counted & self._reporting.read(scene).values.keys()
        return not counted and self._inquiry.sounds_asked(scene) >= ASKED_PLAINLY

    def _is_no_request(self, scene: Scene) -> bool:
        """Whether what looks like a request to write or to watch only asks who does so."""
        inquiry = self._inquiry
        if scene.asks_to_quote or (scene.asks_of_somebody and inquiry.is_talking(scene)):
            return True
        if inquiry.misses(scene) or self._asks_beside_own_work(scene):
            return True
        if self._lacks_any_sign(scene):
            return True
        if scene.asks_a_service:
            return inquiry.sounds_asked(scene) >= ASKED_A_SERVICE
        if self._sounds_asked(scene, scene.said.intent):
            return True
        if not scene.is_question:
            return False
        unsure = scene.said.confidence < REFUSE_FROM
        return unsure or ("ask" in scene.rights and self._inquiry.would_answer(scene, SURE))

    def _asks_beside_own_work(self, scene: Scene) -> bool:
        """Whether the sender writes, and only asks something for it: "…, chị soạn bài sinh hoạt"."""
        text = reasons.without(scene.said.text)
        rest = replace(scene, said=replace(scene.said, text=text))
        if text == scene.said.text or rest.asks_a_service:
            return False
        return rest.is_question or self._inquiry.sounds_asked(rest) >= ASKED_A_SERVICE

    def _goes_on(self, scene: Scene) -> bool:
        """Whether a few words name a kind of activity where a document is talked about: "pano áp phích"."""
        kinds = {f.name for f in self._reporting.form.fields if f.type == "select_one"}
        told = self._reporting.read(scene).values.keys()
        brief = len(syllables(scene.said.text)) <= SUBJECT and not scene.speaks_of_reporting
        return brief and told <= kinds and self._inquiry.is_talking(scene)

    def _lacks_any_sign(self, scene: Scene) -> bool:
        """Whether no word asks for a service, a text or an eye on people, and it was hardly taken for one."""
        if scene.has_sign_of_request:
            return False
        if len(syllables(scene.said.text)) < SUBJECT:
            return scene.said.confidence < _REFUSE_BRIEF_FROM
        return scene.said.confidence < REFUSE_FROM and self._inquiry.sounds_asked(scene) >= _ASKED_A_LITTLE


def _asks_for_no_report(scene: Scene) -> bool:
    """Whether what was taken for a report does not ask to report: "3 chủ đề"."""
    long = len(syllables(scene.said.text)) > 1
    return long and not (scene.speaks_of_reporting or corrections.corrects(scene))
