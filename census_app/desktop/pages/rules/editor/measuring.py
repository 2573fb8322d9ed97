"""The draft on the newest snapshot: its effect by unit and the dial of a parameter, on a worker that can be stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from census_app.desktop.language import say
from census_app.desktop.pages.rules.dial import DialCard
from census_app.desktop.pages.rules.editor.card import EditorCard
from census_app.desktop.pages.rules.editor.content import Path, values
from census_app.desktop.pages.rules.editor.effect import EffectCard
from census_app.desktop.pages.rules.editor.reads import dial_of, effect_of
from census_app.desktop.pages.rules.reads import Ground
from census_app.desktop.reads import Reader
from census_app.foundation.jobs import JobContext

if TYPE_CHECKING:
    from census_app.rulebook.model import Rule
    from census_app.workspace.pack_life.draft_effect import DraftEffect

MEASURE_AFTER = 500


class Measuring(QObject):
    """Works out what the last complete text would do; a newer one stops the older work."""

    def __init__(self, parent: QObject, effect: EffectCard, dial: DialCard, card: EditorCard) -> None:
        super().__init__(parent)
        self.effect, self.dial, self._card = effect, dial, card
        self.reader = Reader(self)
        self._ground: Ground | None = None
        self._rule: Rule | None = None
        self._context = JobContext()
        self._dialled: tuple[str, str] = ("", "")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MEASURE_AFTER)
        self._timer.timeout.connect(self._measure)
        effect.stopped.connect(self._stopped)
        dial.wanted.connect(lambda _name: self._turn())
        dial.chosen.connect(card.set_parameter)
        card.values.edited.connect(self._parameter_edited)
        self._edited = ""

    def open(self, ground: Ground, rule_id: str) -> None:
        """Another draft: nothing is known of it."""
        self.stop()
        self._ground, self._rule, self._dialled, self._edited = ground, None, ("", ""), ""
        self.effect.clear(say("rules.effect.wait") if ground.data_date else say("rules.effect.no_data"))
        self.dial.show_parameters([])

    def text_changed(self) -> None:
        """Whatever is being worked out is of an older text."""
        self._timer.stop()
        self._cancel()

    def _parameter_edited(self, path: Path, _value: object) -> None:
        """What was edited last is what one wants to see turned."""
        self._edited = str(path[1])

    def rule_ready(self, rule: Rule) -> None:
        """The text is complete: work it out, unless more is typed at once."""
        self._rule = rule
        if self._ground is not None and self._ground.data_date:
            self.effect.show_running()
            self._timer.start()

    def incomplete(self) -> None:
        """The text is not complete: the last result stays and says so."""
        if self._ground is not None and self._ground.data_date:
            self.effect.show_stale()

    def _measure(self) -> None:
        ground, rule = self._ground, self._rule
        if ground is None or rule is None:
            return
        context = self._fresh()

        def done(effect: DraftEffect) -> None:
            self.effect.show_effect(effect)
            self._offer_dial()

        def failed(error: Exception) -> None:
            self.effect.show_failed(str(getattr(error, "message", error)))

        self.reader.ask("effect", lambda: effect_of(ground, rule, context), done, failed)

    def _offer_dial(self) -> None:
        names = [one.name for one in values(self._card.content or {}) if _is_number(one.text)]
        present = [self.dial.parameter.itemText(place) for place in range(self.dial.parameter.count())]
        if names != present:
            self.dial.show_parameters(names)
        if self._edited in names:
            self.dial.choose(self._edited)
        self._edited = ""
        self._turn()

    def _turn(self) -> None:
        """The dial of the parameter chosen, unless only its own value changed, to one that was tried."""
        ground, rule, name = self._ground, self._rule, self.dial.parameter.currentText()
        if ground is None or rule is None or name not in rule.params:
            return
        key, at = (name, _without(rule, name)), str(rule.params[name].value)
        if key == self._dialled and self.dial.put_at(at):
            return
        context = self._fresh()
        published = _published(ground, rule.id, name)

        def done(report: dict[str, Any]) -> None:
            self._dialled = key
            self.dial.show_report(report, published, at)

        def failed(error: Exception) -> None:
            self.dial.show_note(str(getattr(error, "message", error)))

        self.dial.show_note(say("rules.turning"))
        self.reader.ask("dial", lambda: dial_of(ground, rule, name, published, context), done, failed)

    def _fresh(self) -> JobContext:
        self._cancel()
        self._context = JobContext()
        return self._context

    def _cancel(self) -> None:
        self._context.cancel()
        self.reader.forget("effect")
        self.reader.forget("dial")

    def _stopped(self) -> None:
        self.text_changed()
        self.effect.show_failed(say("rules.effect.was_stopped"))

    def stop(self) -> None:
        """Nothing is being worked out any more."""
        self.text_changed()
        self._ground = self._rule = None

    def close(self) -> None:
        """The worker has ended."""
        self.stop()
        self.reader.close()


def _without(rule: Rule, name: str) -> str:
    """The rule without the value of one parameter, to tell whether anything else changed."""
    params = {one: value for one, value in rule.params.items() if one != name}
    return rule.model_copy(update={"params": params}).model_dump_json()


def _published(ground: Ground, rule_id: str, name: str) -> str:
    try:
        return str(ground.composed.pack.rule(rule_id).params[name].value)
    except KeyError:
        return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
