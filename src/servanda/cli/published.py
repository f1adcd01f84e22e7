"""`servanda published`: published times to a quantity beside what the record gives, and what would make one of them true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.arguments import AsCsv, AsJson, CaseName
from servanda.cli.opening import opened
from servanda.cli.output import emit
from servanda.cli.published_forms import against_document, figure_document, list_document, practice_document
from servanda.core.finding import Misuse

if TYPE_CHECKING:
    from servanda.brief.chart import Spec
    from servanda.capability.publication import Publication

EXAMPLE = "Example: servanda published iran IR-BRK-0020"
DEFAULT_DRAWS = 4000

FigureId = Annotated[
    str | None,
    typer.Argument(metavar="[ID]", help="One published figure: show what would have to be true for it."),
]
Against = Annotated[
    str | None,
    typer.Option("--against", metavar="ID", help="A second figure: show what both must have assumed differently."),
]
OtherFile = Annotated[
    Path | None,
    typer.Option(
        "--file",
        metavar="FILE",
        help="Published figures from a CSV file instead of those of the case; the case still gives stocks and machines.",
    ),
]
DrawsOption = Annotated[
    int, typer.Option("--draws", metavar="N", min=100, max=1_000_000, help="Draws of the assumptions.")
]
SeedOption = Annotated[
    int | None,
    typer.Option("--seed", metavar="N", min=0, help="Seed of the draws; the same seed gives the same answer."),
]
OnlyBefore = Annotated[
    bool, typer.Option("--only-before", help="Learn the practice of publishers from earlier quarters only.")
]
Practice = Annotated[
    bool, typer.Option("--practice", help="Show what is assumed of publishers, and what other figures teach of it.")
]
PictureFile = Annotated[
    Path | None, typer.Option("--picture", metavar="FILE", help="Write the picture to FILE as SVG as well.")
]


def published(
    case: CaseName,
    figure: FigureId = None,
    against: Against = None,
    file: OtherFile = None,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = None,
    only_before: OnlyBefore = False,
    practice: Practice = False,
    picture: PictureFile = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Published times to a quantity: what the record gives for each, and what would have to be true for one of them."""
    if against is not None and figure is None:
        raise Misuse("--against compares two figures: name the first one after the case")
    if only_before and figure is not None:
        raise Misuse("--only-before is for the whole list: leave the figure out, or leave the option out")
    if practice:
        if figure is not None or file is not None or picture is not None or only_before:
            raise Misuse("--practice is shown alone: leave out the figure, --file, --picture and --only-before")
        _practice(case, seed, as_json=as_json, as_csv=as_csv)
    elif figure is None:
        _list(case, file, draws, seed, only_before, picture, as_json=as_json, as_csv=as_csv)
    else:
        _one(case, figure, against, file, draws, seed, picture, as_json=as_json, as_csv=as_csv)


def _practice(name: str, seed: int | None, *, as_json: bool, as_csv: bool) -> None:
    from servanda.capability.breakout_case_priors import SEED
    from servanda.case.join_published import lessons_for

    case = opened(name)
    used = SEED if seed is None else seed
    found = lessons_for(case.record.facts, case.tables.judgements, used)
    emit(practice_document(case, found, used), as_json=as_json, as_csv=as_csv)


def _list(
    name: str, file: Path | None, draws: int, seed: int | None, only_before: bool, picture: Path | None,
    *, as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    from servanda.capability.breakout_case_priors import SEED
    from servanda.case.join_published import answers_for

    case = opened(name)
    used = SEED if seed is None else seed
    answers = answers_for(
        case.record.facts, case.tables.judgements, _read(file), draws=draws, seed=used, only_before=only_before
    )
    if picture is not None:
        from servanda.brief.chart_published import ratios_chart

        _write(picture, ratios_chart(answers))
    document = list_document(case, answers, str(file or ""), draws, used, only_before)
    emit(document, as_json=as_json, as_csv=as_csv)


def _one(
    name: str, figure: str, against: str | None, file: Path | None, draws: int, seed: int | None,
    picture: Path | None, *, as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    from servanda.capability.breakout_case_priors import SEED
    from servanda.case.join_published import questions_for

    case = opened(name)
    used = SEED if seed is None else seed
    ids = [figure] if against is None else [figure, against]
    pairs = questions_for(case.record.facts, case.tables.judgements, ids, _read(file), draws=draws, seed=used)
    if picture is not None:
        _picture_of(picture, pairs[0][1])
    if against is None:
        emit(figure_document(case, *pairs[0], draws, used), as_json=as_json, as_csv=as_csv)
    else:
        emit(against_document(case, pairs[0], pairs[1], draws, used), as_json=as_json, as_csv=as_csv)


def _picture_of(path: Path, question: object) -> None:
    from servanda.brief.chart_published import pairs_chart
    from servanda.capability.invert import Question

    if not isinstance(question, Question):
        raise Misuse("nothing can be computed for this figure, so there is no picture of it")
    _write(path, pairs_chart(question))


def _write(path: Path, spec: Spec) -> None:
    from servanda.brief.svg import picture

    path.write_text(picture(path.stem, spec).file("Liberation Sans, sans-serif"), encoding="utf-8")


def _read(file: Path | None) -> list[Publication] | None:
    from servanda.capability.publication import read_publications
    from servanda.core.finding import refuse_on_error
    from servanda.core.table import decode

    if file is None:
        return None
    if not file.is_file():
        raise Misuse(f"no file {file}: name a CSV file with the columns of published figures")
    text, findings = decode(file.read_bytes(), str(file))
    found, problems = read_publications(text, str(file)) if not findings else ([], findings)
    refuse_on_error(f"the file {str(file)!r}", problems)
    return found
