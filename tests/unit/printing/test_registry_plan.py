"""What a registry would be given, as people read it: one paragraph a text, in the order of registration."""

from __future__ import annotations

from treatyc.printing.registry_plan import (
    AnswerLine,
    ModeLine,
    PlanView,
    SchemaLine,
    TextLine,
    as_facts,
    as_lines,
    counted,
    done_words,
)

MONEY = TextLine(
    "shop.v1.Money",
    "reference",
    "avro",
    "new-subject",
    1,
    (SchemaLine("shop.v1.Money", "1.0"),),
    changed=("text",),
    answers=(
        AnswerLine(
            "registry", taken=True, basis="first", sentence="takes it, for a first version is compared with nothing"
        ),
    ),
)
PLACED = TextLine(
    "orders-value",
    "message",
    "avro",
    "new-version",
    4,
    (SchemaLine("shop.v1.Placed", "1.3"),),
    changed=("metadata",),
    references=(("shop.v1.Money", "shop.v1.Money"), ("../Street.schema.json", "shop.v1.Street")),
    answers=(
        AnswerLine(
            "karapace",
            taken=False,
            basis="predicted",
            sentence="would refuse it",
            words=("one", "two", "three", "four", "five"),
        ),
        AnswerLine("treaty", None, "gate", "unproven, 1 finding"),
    ),
)
HELD = TextLine("paid-value", "message", "protobuf", "held", 2, (SchemaLine("shop.v1.Paid", "1.1"),), 17, 2)
MODES = (ModeLine("orders-value", "none", "full"), ModeLine("paid-value", "backward", "full"))
VIEW = PlanView("prod", (MONEY, PLACED, HELD), MODES, ("something else to know",))


def test_a_plan_reads_from_what_comes_first_to_what_is_left_to_set() -> None:
    expected = """\
  + shop.v1.Money  version 1, avro, referred to
      holds     shop.v1.Money 1.0
      registry  takes it, for a first version is compared with nothing
  ~ orders-value  version 4, avro, for its metadata
      holds      shop.v1.Placed 1.3
      refers to  shop.v1.Money
      refers to  ../Street.schema.json (shop.v1.Street)
      mode       full, which is none now
      karapace   would refuse it: one; two; three; and 2 more
      treaty     unproven, 1 finding
  ~ paid-value  mode full, which is backward now
  something else to know"""

    assert expected.splitlines() == as_lines(VIEW)


def test_a_plan_is_counted_before_and_after() -> None:
    assert "2 to register, 2 modes to set, 1 there already" == counted(VIEW)
    assert "2 registered, 2 modes set, 1 there already" == done_words(VIEW)
    assert "1 there already" == counted(PlanView("prod", (HELD,), ()))
    assert "nothing is wanted there" == counted(PlanView("prod", (), ()))


def test_programs_get_the_same_facts() -> None:
    facts = as_facts(VIEW)

    assert "prod" == facts["target"]
    assert [{"subject": "orders-value", "present": "none", "wanted": "full"}] == facts["modes"][:1]  # type: ignore[index]
    assert {
        "subject": "paid-value",
        "role": "message",
        "format": "protobuf",
        "state": "held",
        "version": 2,
        "id": 17,
        "newest": 2,
        "changed": [],
        "schemas": [{"name": "shop.v1.Paid", "version": "1.1"}],
        "references": [],
        "answers": [],
    } == facts["texts"][-1]  # type: ignore[index]
