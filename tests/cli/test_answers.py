"""What the commands say about the bundled case: the figures of the foundation, and where each leads."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.cli.calling import SMALL, call, document, read

THEN = ("--as-of", "2025-07-01", "--known-by", "2025-07-01")


def one(rows: list[dict[str, Any]], **criteria: object) -> dict[str, Any]:
    """The only row that matches."""
    (row,) = [row for row in rows if all(row[key] == value for key, value in criteria.items())]
    return row


def test_two_clocks_in_knowledge() -> None:
    """On 1 July 2025 the last figure was 408.6 kg as known then, and is 440.9 kg of which 432.9 verified as known now."""
    then = one(document("knowledge", "iran", *THEN)["strata"], band="up_to_60", form="UF6")
    now = one(document("knowledge", "iran")["strata"], band="up_to_60", form="UF6")
    assert (then["estimated_value"], then["estimated_day"], then["verified_value"]) == (408.6, "2025-05-17", None)
    assert (now["estimated_value"], now["verified_value"], now["verified_day"]) == (440.9, 432.9, "2025-06-13")
    assert now["days_since_verified"] == 18
    assert now["first_public"] == "2025-09-03"


def test_everything_recorded_can_be_typed() -> None:
    """`--known-by everything` is the same question as none, also where a case sets a day of its own."""
    assert document("knowledge", "iran", "--known-by", "everything") == document("knowledge", "iran")


def test_limits_that_are_exceeded() -> None:
    """The level cap, the stock cap and the Fordow limits; the command can be asked for one status."""
    rows = document("agreements", "status", "iran", "--status", "exceeded")["obligations"]
    assert {"JCPOA-A1-28", "JCPOA-A1-45", "JCPOA-A1-46", "JCPOA-A1-56"} <= {row["obligation"] for row in rows}
    cap = one(rows, obligation="JCPOA-A1-56")
    assert (cap["limit_value"], cap["unit"], cap["limit"]) == (202.8, "kg_U", "at most 202.8 kg U")
    assert cap["evidence"]
    assert {row["verdict"] for row in rows} == {"exceeded"}


def test_status_counts_what_it_leaves_out() -> None:
    """Nothing is hidden without being counted; --every shows all of them."""
    short, every = document("agreements", "status", "iran"), document("agreements", "status", "iran", "--every")
    shown = {row["obligation"] for row in short["obligations"]}
    left = ("not_applicable", "nothing_read", "of_others")
    assert len(shown) + sum(short[key] for key in left) == 331
    assert min(short[key] for key in left) > 0
    assert len({row["obligation"] for row in every["obligations"]}) == 331
    assert [every[key] for key in (*left, "instruments_of_others")] == [0] * 4
    said = " ".join(read("agreements", "status", "iran").stdout.split())
    assert (
        f"Not shown, obligations: {short['not_applicable']} not applicable on the day; {short['nothing_read']} on"
        in said
    )
    assert f"for {short['nothing_read']} of the undetermined no statement was read: counted, not listed" in said


def test_what_no_statement_bears_on_is_listed_on_request() -> None:
    """The heavy-water limit has an old statement and is listed; a duty without any is only under its status or --every."""
    short = {row["obligation"] for row in document("agreements", "status", "iran")["obligations"]}
    asked = {
        row["obligation"] for row in document("agreements", "status", "iran", "--status", "undetermined")["obligations"]
    }
    assert "JCPOA-A1-14" in short & asked
    assert "JCPOA-A1-39" in asked - short


def test_duties_and_instruments_of_others_are_left_out() -> None:
    """What binds the Agency or the United Arab Emirates is no duty of Iran; a treaty that binds any State is kept."""
    short, every = document("agreements", "status", "iran"), document("agreements", "status", "iran", "--every")
    assert {"CSA-79", "US123-UAE-7"} & {row["obligation"] for row in short["obligations"]} == set()
    assert {"CSA-79", "US123-UAE-7"} <= {row["obligation"] for row in every["obligations"]}
    mine, all_of_them = ({row["agreement"] for row in found["instruments"]} for found in (short, every))
    assert all_of_them - mine == {"agreed-framework-1994", "libya-2003", "south-africa-1991-93", "us-123-agreements"}
    assert short["instruments_of_others"] == 4
    asked = document("agreements", "status", "iran", "--agreement", "libya-2003")
    assert {row["agreement"] for row in asked["instruments"]} == {"libya-2003"}


def test_instruments_beside_one_status_only_on_request() -> None:
    """Who asks for one status wants obligations; --instruments brings the other table back."""
    asked = ("agreements", "status", "iran", "--status", "exceeded")
    assert "State of the instruments" not in read(*asked).stdout
    assert "State of the instruments" in read(*asked, "--instruments").stdout
    assert "State of the instruments" in read("agreements", "status", "iran").stdout


def test_status_shows_first_what_is_common_and_then_who_answers_what() -> None:
    """One column for each distinct answer, headed by those who hold it; accounts that answer the same share one."""
    text = read("agreements", "status", "iran", "--as-of", "2026-02-27", "--agreement", "code-3-1").stdout
    common, *divided = text.split("Where accounts differ\n")
    assert "Common to all accounts" in common
    assert "C31-MOD-1" not in common
    table = next(part for part in divided if "C31-MOD-1" in part).splitlines()
    assert table[0].split("  ")[0] == "obligation"
    assert "DE, FR, IAEA, UK, US" in table[0]
    (row,) = [line for line in table if line.startswith("C31-MOD-1")]
    assert "not performed" in row
    assert "not applicable" in row


def test_status_of_one_position_has_no_columns() -> None:
    """Asked for one account there is one answer."""
    assert "Where accounts differ" not in read("agreements", "status", "iran", "--position", "IR").stdout


def test_what_later_knowledge_changed() -> None:
    """The 4.5 % of 8 July 2019 were not known on the 2nd; of the day itself the record knows nothing more today."""
    (row,) = document("agreements", "known", "iran", "2019-07-02", "--as-of", "2019-07-08")["differences"]
    assert (row["obligation"], row["status_then"], row["status_now"]) == ("JCPOA-A1-28", "undetermined", "exceeded")
    assert row["became_public"] == ["IR-COD-0004"]
    stock = one(
        document("agreements", "known", "iran", "2025-07-02", "--as-of", "2025-07-02")["differences"],
        obligation="JCPOA-A1-56",
    )
    assert (stock["found_then"], stock["found_now"]) == ("9,247.6 kg U", "9,874.9 kg U")
    assert stock["no_longer_read"]
    failed = call("agreements", "known", "iran", "2025-07-02", "--known-by", "2025-07-01")
    assert (failed.exit_code, "give the earlier day of knowledge first" in failed.stderr) == (2, True)


def test_both_sides_are_shown() -> None:
    """What the other side owes stands beside a duty, with its status on the day."""
    found = document("agreements", "explain", "iran", "JCPOA-A1-56", "--as-of", "2018-05-09")["counterparts"]
    relief = one(found, other="JCPOA-M-21")
    assert (relief["relation"], relief["held_by"], relief["other_status"]) == (
        "ground_to_cease",
        ["IR"],
        "not_performed",
    )
    assert "Both sides:" in read("agreements", "explain", "iran", "JCPOA-A1-56").stdout


def test_status_of_one_agreement_and_kind() -> None:
    """Options narrow both tables."""
    found = document("agreements", "status", "iran", "--agreement", "jcpoa", "--kind", "numeric_limit")
    assert {row["kind"] for row in found["obligations"]} == {"numeric_limit"}
    assert {row["agreement"] for row in (*found["obligations"], *found["instruments"])} == {"jcpoa"}


def test_a_party_stands_for_its_code_as_position() -> None:
    """Id and name of a party are understood as its code in agreements."""
    asked = ("agreements", "status", "iran", "--agreement", "unscr-2231", "--position")
    assert document(*asked, "Iran") == document(*asked, "IR") == document(*asked, "IRN")
    assert document(*asked, "IR")["position"] == "IR"


def test_explain_in_lines_and_in_full() -> None:
    """Each line begins with what it is about; in full every statement says its number, basis, day and source."""
    found = document("agreements", "explain", "iran", "JCPOA-A1-56")
    text = read("agreements", "explain", "iran", "JCPOA-A1-56").stdout
    statement = found["verdicts"][0]["evidence"][0]
    assert "\nverdict     exceeded on 2025-07-01." in text
    assert "\nwhy         Enriched uranium in all forms: 9,874.9 kg U" in text
    assert f"\nread        {statement}.\nstate       " in text
    assert "\nowed        By the account of IR not owed, since the other side did not perform: JCPOA-M-21:" in text
    assert f"\nIts source: servanda record show iran {statement}\n" in text
    assert found["paragraph"].startswith("JCPOA-A1-56, Enriched-uranium stock cap")
    assert found["full"]["status"] == "exceeded"
    full = read("agreements", "explain", "iran", "JCPOA-A1-56", "--full").stdout
    assert "\nRule\n  kind            numeric limit\n  binds           IR\n" in full
    assert (
        f"\n  read    {statement}: uranium mass total all_forms: 9,874.9 kg U, estimated by the Agency, for\n" in full
    )
    assert "\nExceptions tried\n  1. " in full


def test_explain_keeps_accounts_apart() -> None:
    """Where parties see the instrument differently each account has its own lines."""
    text = read("agreements", "explain", "iran", "R2231-B2", "--as-of", "2020-10-01").stdout
    assert "\n\naccount of  US\nverdict     not applicable" in text
    assert "\n\naccount of  13 of 15 Council members, IR\nverdict     undetermined" in text


def test_a_day_outside_the_record_is_noted() -> None:
    """A day before or after everything recorded is answered with a word on standard error; a day inside without."""
    assert "Note: as of 1950-01-01 is before the first day recorded (1968-07-01)" in read(
        "knowledge", "iran", "--as-of", "1950-01-01").stderr  # fmt: skip
    late = read("agreements", "status", "iran", "--as-of", "2099-01-01", "--known-by", "2098-01-01").stderr
    assert "Note: as of 2099-01-01 is after the last day recorded (" in late
    assert "Note: known by 2098-01-01 is after" in late
    assert "Note" not in read("knowledge", "iran", *THEN).stderr


def test_a_percentage_that_looks_like_a_fraction_is_noted() -> None:
    """0.9 is taken as typed, and what 90 % would be is said on standard error only."""
    found = read("enrich", "--product", "0.9")
    assert found.stderr == "Note: --product 0.9 is read as 0.9 %; 90 % is written 90\n"
    assert found.stdout.startswith("1 kg U at 0.9 % from ")
    feed = read("enrich", "--product", "3", "--feed", "0.00711", "--tails", "0.003").stderr
    assert feed == "Note: --feed 0.00711 is read as 0.00711 %; 0.711 % is written 0.711\n"
    assert read("enrich", "--product", "60").stderr == ""


def test_timeline_joins_neighbours_of_one_status() -> None:
    """Spans follow each other without a gap; --detail shows each change of the reason."""
    asked = ("agreements", "timeline", "iran", "JCPOA-A1-56", "--from", "2019-01-01")
    short, long = document(*asked)["spans"], document(*asked, "--detail")["spans"]
    assert [row["status"] for row in short] == ["compliant", "exceeded"]
    assert short[1]["start"] == "2019-07-01"
    assert len(long) > len(short)
    assert (long[0]["start"], long[-1]["end"]) == (short[0]["start"], short[-1]["end"]) == ("2019-01-01", "2025-07-02")
    assert all(left["end"] == right["start"] for left, right in pairwise(long))


def test_breakout_gives_yield_and_time_as_distributions() -> None:
    """Quantiles rise, the error encloses them, yield stands beside time, and each view of the sites is given."""
    found = document("breakout", "iran", "--target", "sq", "--draws", "4000")
    assumed, intact = found["results"]
    assert (assumed["sites"], intact["sites"]) == ("assumed", "intact")
    for row in (assumed, intact):
        assert row["q05"] < row["q25"] < row["q50"] < row["q75"] < row["q95"]
        assert row["q50_low"] <= row["q50"] <= row["q50_high"]
    assert assumed["q05"] > intact["q95"]
    assert {row["what"] for row in found["yields"]} >= {"product of all stocks", "days for all of it"}
    high = [row["mass_kg_u"] for row in found["stocks"] if row["stock"].startswith("up to 60 %")]
    assert sum(high) == pytest.approx(440.9)
    assert one(found["carried"], sites="intact", assumption="restart time")["first_order"] > 0.9
    assert found["carried_by"].startswith("assumed: ")
    assert one(found["assumptions"], assumption="process loss")["mark"] == "recalled"
    assert {"IR-STK-0151", "IR-SIT-0003"} <= set(found["evidence"])


def test_breakout_with_other_rules() -> None:
    """Tails lower: more yield for more time; a fixed restart is added as it is; a shortfall is never, with a caution."""
    ideal = ("--sites", "intact", "--target", "wgu25", "--draws", "500", "--eta", "1", "--restart-days")
    first = document("breakout", "iran", *ideal, "0")
    deep = document("breakout", "iran", *ideal, "0", "--tails-rule", "fixed", "--tails", "0.3")
    user = ("--tails-rule", "user", "--tails", "60=20", "--tails", "20=5", "--tails", "5=0.711", "--tails", "2=0.711")
    later = document("breakout", "iran", *ideal, "30", *user)
    for row, other in zip(first["yields"][:2], deep["yields"][:2], strict=True):
        assert row["q50"] < other["q50"]
    assert later["results"][0]["q50"] - first["results"][0]["q50"] == pytest.approx(30, abs=0.1)
    unknown = document("breakout", str(SMALL), "--draws", "200")
    assert unknown["results"] == []
    assert "no separative capacity is known by that day: yields are given, times are not" in unknown["cautions"]
    assert {row["what"] for row in unknown["yields"]} == {
        "product of all stocks", "ideal work for the first", "ideal work for one SQ"
    }  # fmt: skip


def test_breakout_by_month_and_margin() -> None:
    """Quantities by month grow; a look every month with a delay gives a margin and how often it is in time."""
    asked = (
        "--sites",
        "intact",
        "--target",
        "sq",
        "--draws",
        "500",
        "--quantities",
        "2",
        "--month",
        "1",
        "--month",
        "3",
    )
    found = document("breakout", "iran", *asked, "--look-every", "30", "--look-delay", "7")
    by_month = [row["quantities"] for row in found["by_month"] if row["quantile"] == 0.5]
    assert 1 < by_month[0] < by_month[1]
    assert [row["nth"] for row in found["results"]] == [1, 2]
    assert found["margin"][2]["margin_days"] < found["results"][0]["q50"]
    assert found["detection"] == "a look every 30 days that sees it with 100 %, known 7 days later"


def test_record_show_puts_rivals_side_by_side() -> None:
    """The estimate of the whole is chosen, the verified part stands beside it, with the reason."""
    found = document("record", "show", "iran", "IR-STK-0152")
    assert (found["chosen"], found["why"]) == ("IR-STK-0151", "preferred in the record")
    assert {row["id"]: row["chosen"] for row in found["same"]} == {"IR-STK-0151": True, "IR-STK-0152": False}
    assert found["source"]["id"] == found["statement"][0]["source"]
    text = " ".join(read("record", "show", "iran", "IR-STK-0152").stdout.split())
    assert "used IR-STK-0151 and not this one (preferred in the record)" in text
    assert "basis verified by the Agency" in text


def test_record_show_names_what_derives_from_an_event() -> None:
    """A coded statement is listed under the event whose text it puts in a form that rules can read."""
    coded = one(document("record", "list", "iran", "--quantity", "observance")["statements"],
                subject="JCPOA-A1-27")  # fmt: skip
    derived = document("record", "show", "iran", coded["derived_from"])["derived"]
    assert coded["id"] in {row["id"] for row in derived}


def test_record_list_by_every_criterion() -> None:
    """Criteria are joined by and; days are included at both ends."""
    asked = ("record", "list", "iran", "--quantity", "uranium_mass", "--band", "up_to_60", "--form", "UF6")
    rows = document(*asked, "--basis", "estimated_by_agency", "--since", "2025-02-08", "--until", "2025-05-17")[
        "statements"
    ]
    assert [(row["of_day"], row["value"]) for row in rows] == [("2025-02-08", 274.8), ("2025-05-17", 408.6)]
    assert not document(*asked, "--since", "2025-06-13", "--known-by", "2025-07-01")["statements"]
    assert document(*asked, "--as-of", "2020-01-01")["statements"] == []
    assert read(*asked, "--as-of", "2020-01-01").stdout == "no statement matches\n"


def test_positions_of_a_party_on_an_issue() -> None:
    """Id, code and name find the same party; history only on request."""
    asked = ("positions", "iran", "--issue", "ENR-CAP", "--party")
    assert document(*asked, "Iran") == document(*asked, "IRN") == document(*asked, "IR")
    rows = document(*asked, "USA", *THEN)["positions"]
    assert {row["party"] for row in rows} == {"USA"}
    assert "earlier" not in {row["place"] for row in rows}
    assert "earlier" in {row["place"] for row in document(*asked, "USA", "--history")["positions"]}


def test_the_permanent_five_lack_germany_and_iran() -> None:
    """Formats as sets: who with a stake has no seat, and who can veto."""
    five = one(document("formats", "iran")["formats"], id="P5")
    assert sorted(five["missing_core"]) == ["DEU", "IRN"]
    assert five["veto"] == ["CHN", "FRA", "GBR", "RUS", "USA"]
    assert "--every shows them" in read("formats", "iran").stdout


def test_enrich_of_a_published_convention() -> None:
    """The two conventions differ in mass by a ninth; the head line says product, feed and work."""
    one_sq, wgu = document("enrich", "--target", "sq"), document("enrich", "--target", "wgu25")
    mass = {
        name: one(found["streams"], stream="product")["mass_kg_u"] for name, found in (("sq", one_sq), ("wgu", wgu))
    }
    assert abs(mass["sq"] / mass["wgu"] - 25 / 0.9 / 25) < 1e-12
    text = read("enrich", "--product", "60", "--feed", "0.711", "--tails", "0.3", "--kg", "10").stdout
    assert text.startswith("10 kg U at 60 % from 1,452.55 kg U at 0.711 %, tails 0.3 %: 1,253.91 SWU\n")


def test_a_case_without_stocks_or_agreements_answers_too() -> None:
    """Nothing recorded is said, not shown as zero."""
    assert "no quantity of uranium is recorded by that day" in read("knowledge", "ukraine").stdout
    missing = "no time can be given: no stock with a number, or no separative capacity, is recorded by that day"
    assert missing in read("breakout", "ukraine").stdout
    assert "no agreement is recorded" in read("agreements", "status", "ukraine").stdout
    assert document("breakout", "ukraine")["results"] == []
