"""The Rasa components of config.yml's pipeline. Imported inside Rasa (Python 3.10) only."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import Values, document_numbers, features
from nlu.features import Word
from nlu.names import Names
from nlu.text import fold

_Component = DefaultV1Recipe.ComponentType
_WORD = "word"  # where a token keeps its features.Word
_PATTERN = "pattern"  # where Rasa's CRF looks for what else is known of a token
_LEARNT = "learnt.json"
_TABLES = "tables.json"
_ANY_DAY = datetime.date(2025, 1, 1)  # the year of a cited document is not looked at


@DefaultV1Recipe.register(_Component.MESSAGE_TOKENIZER, is_trainable=False)
class FoldingTokenizer(Tokenizer):  # type: ignore[misc]  # Rasa has no types
    """Words, numbers and signs of a message: folded texts at the offsets of the message as it was typed."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        return [
            Token(word.shape, word.start, word.end, {_WORD: word}, lemma=word.folded)
            for word in features.words(message.get(attribute))
        ]


@DefaultV1Recipe.register(_Component.MESSAGE_FEATURIZER, is_trainable=True)
class FoldingFeaturizer(SparseFeaturizer, GraphComponent):  # type: ignore[misc]  # Rasa has no types
    """tf-idf of `features.grams` beside that of `features.pieces`, each a vector of length `scale`.

    Rasa's LogisticRegressionClassifier has a fixed regularisation, C = 1; with vectors of length s it acts as
    C = s² would.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**SparseFeaturizer.get_default_config(), "scale": 7.0}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, name: str) -> None:
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._use({"places": [], "known": [], "rarity": [{}, {}]})

    def _use(self, learnt: dict[str, Any]) -> None:
        """Take what training found: places, known words, and of each block the features with their idf."""
        self._places = features.place_table(learnt["places"])
        self._known = frozenset(learnt["known"])
        self._rarity: list[dict[str, float]] = learnt["rarity"]
        every = (feature for block in self._rarity for feature in block)
        self._columns = {feature: column for column, feature in enumerate(every)}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FoldingFeaturizer:
        return cls(config, model_storage, resource, execution_context.node_name)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> FoldingFeaturizer:
        component = cls(config, model_storage, resource, execution_context.node_name)
        with model_storage.read_from(resource) as folder:
            component._use(json.loads((Path(folder) / _LEARNT).read_text(encoding="utf-8")))
        return component

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        if not config["scale"] > 0:
            raise ValueError(f"FoldingFeaturizer: expected a scale above 0, got {config['scale']}; write 7")

    def train(self, training_data: TrainingData) -> Resource:
        names = _tables(training_data).get("place", [])
        places = features.place_table(names)
        messages = [features.reduce(_words(message), places) for message in training_data.nlu_examples]
        known = features.known(messages)
        blocks = zip(*(_blocks(message, known) for message in messages), strict=True)
        learnt = {
            "places": names,
            "known": sorted(known),
            "rarity": [features.rarity(block) for block in blocks],
        }
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / _LEARNT).write_text(json.dumps(learnt, ensure_ascii=False), encoding="utf-8")
        self._use(learnt)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TOKENS_NAMES[TEXT]) is not None:
                self.add_features_to_message(None, self._vector(message), TEXT, message)
        return messages

    def _vector(self, message: Message) -> scipy.sparse.coo_matrix:
        reduced = features.reduce(_words(message), self._places)
        row: dict[int, float] = {}
        for found, rarity in zip(_blocks(reduced, self._known), self._rarity, strict=True):
            weights = features.weigh(found, rarity)
            row.update({self._columns[f]: weight * self._config["scale"] for f, weight in weights.items()})
        place = ([0] * len(row), list(row))
        return scipy.sparse.coo_matrix((list(row.values()), place), shape=(1, len(self._columns)))


@DefaultV1Recipe.register(_Component.MESSAGE_FEATURIZER, is_trainable=True)
class NameMarker(GraphComponent):  # type: ignore[misc]  # Rasa has no types
    """What the CRF is told of each word: its place in a name that `nlu.names` finds, and what is wanted.

    For every kind of entity the pattern is "U" (the whole name), "B", "I", "L" or "". An activity is one only
    where it is reported, so this stands behind the intent classifier.
    """

    def __init__(self, storage: ModelStorage, resource: Resource, tables: dict[str, list[str]]) -> None:
        self._storage = storage
        self._resource = resource
        self._use(tables)

    def _use(self, tables: dict[str, list[str]]) -> None:
        self._kinds = ("document", *tables)
        self._names = Names({kind: tuple(names) for kind, names in tables.items()})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NameMarker:
        return cls(model_storage, resource, {})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> NameMarker:
        with model_storage.read_from(resource) as folder:
            tables = json.loads((Path(folder) / _TABLES).read_text(encoding="utf-8"))
        return cls(model_storage, resource, tables)

    def train(self, training_data: TrainingData) -> Resource:
        tables = _tables(training_data)
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / _TABLES).write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")
        self._use(tables)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TOKENS_NAMES[TEXT]) is not None:
                self._mark(message)
        return messages

    def _mark(self, message: Message) -> None:
        text, tokens, intent = message.get(TEXT), message.get(TOKENS_NAMES[TEXT]), _intent(message)
        for token in tokens:
            token.set(_PATTERN, {**dict.fromkeys(self._kinds, ""), "intent": intent})
        documents, _ = document_numbers.read(text, fold(text), _ANY_DAY)
        for name in self._names.find(text, _words(message), intent, Values(documents=tuple(documents))):
            inside = [token for token in tokens if token.start < name.end and name.start < token.end]
            marks = "U" if len(inside) == 1 else "B" + "I" * (len(inside) - 2) + "L"
            for token, mark in zip(inside, marks, strict=True):
                token.get(_PATTERN)[name.kind] = mark


def _tables(training_data: TrainingData) -> dict[str, list[str]]:
    """The names of the lookup tables by what they name."""
    tables: dict[str, list[str]] = {}
    for table in training_data.lookup_tables:
        tables.setdefault(table["name"], []).extend(table["elements"])
    return tables


def _intent(message: Message) -> str:
    """The intent of a training example, or what the classifier before said; "" for none."""
    intent = message.get(INTENT)
    return (intent.get(INTENT_NAME_KEY) if isinstance(intent, dict) else intent) or ""


def _words(message: Message) -> list[Word]:
    return [token.get(_WORD) for token in message.get(TOKENS_NAMES[TEXT])]


def _blocks(reduced: list[str], known: frozenset[str]) -> tuple[list[str], list[str]]:
    """The two kinds of features of a message; a mark keeps them apart where they are spelt alike."""
    return features.grams(reduced, known), [f"~{piece}" for piece in features.pieces(reduced)]
