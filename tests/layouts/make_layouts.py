"""Make the nineteen layouts in which lists reach a research office, and expected.csv, which says how to read them.

Persons are invented, organisations are real. Run `python tests/layouts/make_layouts.py`: the same bytes come
out each time. expected.csv has one fact a line: which rows are headers, what each column holds, which columns are
never used, how many subjects a row holds, and which listed body of a row must not end as "no match".
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

HERE = Path(__file__).parent
# Office programs write the time of saving; one fixed time keeps the bytes the same.
SAVED = datetime(2026, 11, 2, 9, 0)
FACTS = ("file", "sheet", "fact", "row", "column", "header", "value", "watchlist")

# Short name -> (watchlist, a name in force as printed there).
BODIES = {
    "beihang": ("ca-named-research-organizations", "Beihang University"),
    "nudt": ("ca-named-research-organizations", "National University of Defense Technology"),
    "npu": ("ca-named-research-organizations", "Northwestern Polytechnical University"),
    "heu": ("ca-named-research-organizations", "Harbin Engineering University"),
    "hit": ("ca-named-research-organizations", "Harbin Institute of Technology"),
    "bit": ("ca-named-research-organizations", "Beijing Institute of Technology"),
    "nuaa": ("ca-named-research-organizations", "Nanjing University of Aeronautics and Astronautics"),
    "njust": ("ca-named-research-organizations", "Nanjing University of Science and Technology"),
    "uestc": ("ca-named-research-organizations", "University of Electronic Science and Technology of China"),
    "caep": ("ca-named-research-organizations", "Chinese Academy of Engineering Physics"),
    "sharif": ("ca-named-research-organizations", "Sharif University of Technology"),
    "ihu": ("ca-named-research-organizations", "Imam Hossein University"),
    "sbu": ("ca-named-research-organizations", "Shahid Beheshti University"),
    "xidian": ("aspi-tracker-2020", "Xidian University (西安电子科技大学)"),
    "casc": ("aspi-tracker-2020", "China Aerospace Science and Technology Corporation"),
    "cetc": ("aspi-tracker-2020", "China Electronics Technology Group Corporation"),
    "norinco": ("aspi-tracker-2020", "China North Industries Group"),
    "malek": ("uk-sanctions-list", "MALEK ASHTAR UNIVERSITY"),
    "rostec": ("uk-sanctions-list", "Rostec"),
    "mikron": ("uk-sanctions-list", "Joint Stock Company Mikron"),
    "baikal": ("uk-sanctions-list", "Baikal Electronics JSC"),
    "vtb": ("uk-sanctions-list", "VTB Bank (PJSC)"),
    "sberbank": ("uk-sanctions-list", "Sberbank"),
    "melli": ("uk-sanctions-list", "Bank Melli Iran"),
    "psb": ("uk-sanctions-list", "Promsvyazbank PJSC"),
    "amirkabir": ("us-dow-1286", "Amirkabir University of Technology"),
    "bauman": ("us-dow-1286", "Bauman Moscow State Technical University"),
    "mipt": ("us-dow-1286", "Moscow Institute of Physics and Technology"),
    "skoltech": ("us-dow-1286", "Skolkovo Institute of Science and Technology"),
    "kurchatov": ("us-dow-1286", "Kurchatov Institute"),
    "msu": ("us-dow-1286", "Lomonosov Moscow State University"),
    "avic-chengdu": ("us-dow-1260h", "AVIC Chengdu Aircraft Co., Ltd."),
    "hikvision": ("us-dow-1260h", "Hangzhou Hikvision Digital Technology Co., Ltd."),
    "dahua": ("us-dow-1260h", "Zhejiang Dahua Technology Co., Ltd."),
    "huawei": ("us-dow-1260h", "Huawei Technologies Co., Ltd."),
    "smic": ("us-dow-1260h", "Semiconductor Manufacturing International Corporation"),
    "inspur": ("us-dow-1260h", "Inspur Group Co., Ltd."),
    "zte": ("us-ndaa-889", "ZTE Corporation"),
    "hytera": ("us-ndaa-889", "Hytera Communications Corporation"),
    "cadi": ("us-bis-entity-list", "Chengdu Aircraft Design and Research Institute"),
    "ymtc": ("us-bis-entity-list", "Yangtze Memory Technologies Co., Ltd."),
    "phytium": ("us-bis-entity-list", "Tianjin Phytium Information Technology"),
    "rosoboronexport": ("us-bis-entity-list", "Rosoboronexport OJSC"),
    "tsagi": ("us-bis-entity-list", "Zhukovskiy Central Aerohydrodynamics Institute"),
    "tupolev": ("us-bis-entity-list", "Tupolev JSC"),
    "skolkovo": ("us-bis-entity-list", "Skolkovo Foundation"),
    "paec": ("us-bis-entity-list", "Pakistan Atomic Energy Commission"),
    "dji": ("us-bis-entity-list", "Shenzhen DJI Innovation Technology Co., Ltd."),
}


class Listed(str):
    """The text of a cell, with the listed bodies that it names."""

    bodies: tuple[str, ...] = ()
    elsewhere: bool = False


def listed(key: str, text: str | None = None, *, elsewhere: bool = False) -> Listed:
    """A cell that names listed bodies; `elsewhere`: as somebody else's, so that it says nothing of the subject."""
    keys = tuple(key.split())
    cell = Listed(text or BODIES[keys[0]][1])
    cell.bodies, cell.elsewhere = keys, elsewhere
    return cell


@dataclass
class Sheet:
    """One table page: rows as written, which of them are headers and subjects, and what the columns hold."""

    title: str = ""
    rows: list[Sequence[object]] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    # Row number -> how many subjects it holds.
    subjects: dict[int, int] = field(default_factory=dict)
    # (Row of its header, column number from 1) -> meaning; "never" for what must never be used. Row 0: no header.
    columns: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    widths: Sequence[int] = ()

    def add(self, *cells: object) -> int:
        """Add a row that holds no subject; its number."""
        self.rows.append(cells)
        return len(self.rows)

    def header(self, text: str, meanings: str, separator: str = "|") -> None:
        """Add a header row, with the meaning of each column ("-" for none of ours)."""
        names = text.split(separator)
        self.headers.append(self.add(*(name or None for name in names)))
        words = meanings.split()
        assert len(words) == len(names), (len(words), len(names), text)
        self.columns |= {
            (self.headers[-1], number): word for number, word in enumerate(words, start=1) if word != "-"
        }

    def subject(self, *cells: object, count: int = 1) -> None:
        """Add a row that holds subjects."""
        self.subjects[self.add(*cells)] = count

    def facts(self, file: str) -> Iterable[tuple[object, ...]]:
        """The lines of expected.csv about this sheet."""
        for row in self.headers:
            yield file, self.title, "header", row, "", "", "", ""
        for (row, number), meaning in sorted(self.columns.items()):
            head = self.rows[row - 1][number - 1] if row else ""
            fact, value = ("never", "") if meaning == "never" else ("column", meaning)
            yield file, self.title, fact, row or "", get_column_letter(number), head, value, ""
        for row, count in self.subjects.items():
            yield file, self.title, "subjects", row, "", "", count, ""
        for row, cells in enumerate(self.rows, start=1):
            for number, cell in enumerate(cells, start=1):
                for key in getattr(cell, "bodies", ()):
                    watchlist, name = BODIES[key]
                    fact = "listed_elsewhere" if cell.elsewhere else "listed"
                    yield file, self.title, fact, row, get_column_letter(number), "", name, watchlist


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """An .xlsx with these pages, the same bytes each time."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        for number, cells in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                if cell is not None:
                    page.cell(number, column, str(cell) if isinstance(cell, str) else cell)
            if number in sheet.headers:
                for column in range(1, len(cells) + 1):
                    page.cell(number, column).font = Font(bold=True)
                    page.cell(number, column).fill = PatternFill("solid", start_color="D9E1F2")
                    page.cell(number, column).alignment = Alignment(wrap_text=True)
        for span in sheet.merged:
            page.merge_cells(span)
        for number, width in enumerate(sheet.widths, start=1):
            page.column_dimensions[get_column_letter(number)].width = width
    book.properties.creator, book.properties.created = "Research Office", SAVED
    buffer = io.BytesIO()
    book.save(buffer)
    moment = SAVED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, content)
            new.writestr(
                zipfile.ZipInfo(entry.filename, SAVED.timetuple()[:6]), content, zipfile.ZIP_DEFLATED
            )


def write_text(
    path: Path,
    sheet: Sheet,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    quoting: int = csv.QUOTE_MINIMAL,
    end: str = "\r\n",
) -> None:
    """A delimited text file with these rows."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows(["" if cell is None else cell for cell in row] for row in sheet.rows)
    path.write_bytes(buffer.getvalue().encode(encoding))


# A row of a table stays on one line.
# fmt: off

def coa() -> tuple[str, list[Sheet]]:
    """The NSF workbook of collaborators and other affiliations: five tables under each other on one page."""
    sheet = Sheet("NSF COA Template", widths=(6, 28, 48, 34, 14))
    page = [
        "Collaborators and Other Affiliations Information",
        "The following information regarding collaborators and other affiliations must be separately provided "
        "for each individual identified as senior/key personnel. Fill in the tables below and save the file as "
        ".xlsx; the columns must not be altered, and the file must not be converted to another format.",
        "List names as last name, first name, middle initial. To insert n blank rows, select n row numbers to move down, right click, and choose Insert from the menu.",
        'You may fill-down to mark a sequence of collaborators, or copy affiliations. "Last Active" dates are optional and may be left blank for ongoing or current affiliations.',
    ]
    for text in page:
        row = sheet.add(text)
        sheet.merged.append(f"A{row}:E{row}")
    sheet.add()
    note = (None, None, None, "To disambiguate common names")
    sheet.merged.append(f"A{sheet.add('Table 1: List the individual’s last name, first name, middle initial, and organizational affiliation in the last 12 months.')}:E6")
    sheet.header("1|Your Name:|Your Organizational Affiliation(s), last 12 mo|Last Active Date|", "never person_name affiliation end -")
    sheet.subject(None, "Marlowe, Edith J.", "University of Auckland")
    sheet.subject(None, None, listed("skoltech", "Skolkovo Institute of Science and Technology (visiting)"), date(2026, 3, 31))
    sheet.add()
    sheet.merged.append(f"A{sheet.add('Table 2: List names as last name, first name, middle initial, for whom a personal, family, or business relationship would otherwise preclude their service as a reviewer.')}:E11")
    sheet.add("R:", "Additional names for whom some relationship would otherwise preclude their service as a reviewer.")
    sheet.add(*note)
    sheet.header("2|Name:|Type of Relationship|Optional  (email, Department)|Last Active", "- person_name - - never")
    sheet.subject("R:", "Marlowe, Piet", "Spouse")
    sheet.subject("R:", "Okonjo, Temi", "Business partner", "t.okonjo@example.org", date(2025, 6, 30))
    sheet.add()
    sheet.merged.append(f"A{sheet.add('Table 3: List names as last name, first name, middle initial, and provide organizational affiliations, if known, for the following.')}:E18")
    sheet.add("G:", "The individual’s Ph.D. advisors; and")
    sheet.add("T:", "All of the individual’s Ph.D. thesis advisees.")
    sheet.add(*note)
    sheet.header("3|Advisor/Advisee Name:|Organizational Affiliation|Optional  (email, Department)|", "role person_name affiliation email -")
    sheet.subject("G:", "Haverkamp, Dirk", "Delft University of Technology", "Aerospace Engineering")
    sheet.subject("T:", "Qiao, Wenbo", listed("beihang"), "School of Astronautics")
    sheet.subject("T:", "Tamati, Rewi", "Victoria University of Wellington")
    sheet.add()
    sheet.merged.append(f"A{sheet.add('Table 4: List names as last name, first name, middle initial, and provide organizational affiliations, if known, for the following:')}:E27")
    sheet.add("A:", "Co-authors on any book, article, report, abstract or paper with collaboration in the last 48 months (publication date may be later); and")
    sheet.add("C:", "Collaborators on projects, such as funded grants, graduate research or others in the last 48 months.")
    sheet.add(*note)
    sheet.header("4|Name:|Organizational Affiliation|Optional  (email, Department)|Last Active", "role person_name affiliation email never")
    rows = [
        ("A:", "Bergqvist, Ola", "KTH Royal Institute of Technology", None, date(2025, 11, 1)),
        ("A:", "Duan, Yifei", listed("nudt"), "College of Aerospace Science", date(2024, 8, 15)),
        ("A:", "Farrokhi, Shirin", listed("amirkabir"), None, date(2025, 2, 1)),
        ("A:", "Gallo, Renata", "Politecnico di Milano", "renata.gallo@example.org", date(2026, 1, 20)),
        ("C:", "Hou, Jinglei", listed("npu", "Northwestern Polytechnical Univ."), None, None),
        ("C:", "Nakamoto, Shun", "Tohoku University", "Institute of Fluid Science", date(2026, 5, 1)),
        ("A:", "Orlova, Darya", listed("tsagi"), None, date(2023, 12, 1)),
        ("C:", "Whitcombe, Alan", "University of Otago", None, None),
    ]
    for cells in rows:
        sheet.subject(*cells)
    sheet.add()
    sheet.merged.append(f"A{sheet.add('Table 5: List editorial board, editor-in chief and co-editors with whom the individual interacts.')}:E41")
    sheet.add("B:", "Editorial Board: List name(s) of editor-in-chief and journal in the past 24 months; and")
    sheet.add("E:", "Other co-Editors of journal or collections with whom the individual has directly interacted in the last 24 months.")
    sheet.add(*note)
    sheet.header("5|Name:|Journal / Collection|Optional  (email, Department)|Last Active", "role person_name never email never")
    sheet.subject("B:", "Lindqvist, Maja", "Journal of Invented Aerodynamics", None, date(2026, 2, 1))
    sheet.subject("E:", "Pereira, Duarte", "Annals of Invented Flow", "d.pereira@example.org", None)
    return "coa.xlsx", [sheet]


def other_support() -> tuple[str, list[Sheet]]:
    """NSF and NIH current and pending (other) support, kept by an office as one sheet for a proposal."""
    sheet = Sheet("Current & Pending", widths=(5, 24, 42, 12, 40, 38, 14, 14, 16, 12))
    sheet.merged.append(f"A{sheet.add('CURRENT AND PENDING (OTHER) SUPPORT')}:J1")
    sheet.merged.append(
        f"A{sheet.add('Report all resources made available to an individual in support of and/or related to all of their research endeavors, regardless of whether or not they have monetary value and regardless of whether they are based at the institution.')}:J2"
    )
    sheet.add("Proposal:", "2026-PHYS-0417", None, None, "Prepared by:", "Sponsored Programs Office")
    sheet.add()
    sheet.header("#|Senior/Key Person|Project/Proposal Title|Status|Source of Support|Primary Place of Performance|Start Date|End Date|Total Award Amount|Person-Months", "never person_name - - funder affiliation start end - -")
    rows = [
        ("Marlowe, Edith", "Wake vortices behind slender wings", "Current", "National Science Foundation", "University of Auckland", date(2024, 7, 1), date(2027, 6, 30), "$412,000", 2.0),
        (
            "Marlowe, Edith",
            "Joint laboratory on hypersonic inlets",
            "Current",
            "Ministry of Industry and Information Technology",
            listed("npu", "Northwestern Polytechnical University, Xi'an, China"),
            date(2023, 1, 1),
            date(2026, 12, 31),
            "¥2,400,000",
            1.0,
        ),
        ("Brandt, Ulrike", "Optical clocks for navigation", "Pending", "Deutsche Forschungsgemeinschaft", "Leibniz Universität Hannover", date(2027, 1, 1), date(2029, 12, 31), "€680,000", 3.0),
        (
            "Brandt, Ulrike",
            "Inertial sensors (in kind: two visiting students)",
            "Current",
            listed("casc", "China Aerospace Science and Technology Corporation (CASC)"),
            "Leibniz Universität Hannover",
            date(2025, 3, 1),
            date(2026, 2, 28),
            "$0",
            0.5,
        ),
        ("Ahmadi, Roya", "Composite pressure vessels", "Current", "Iran National Science Foundation", listed("amirkabir"), date(2022, 9, 1), date(2025, 8, 31), "$35,000", 1.0),
        ("Ahmadi, Roya", "Recyclable composites", "Pending", "Horizon Europe", "University of Twente", date(2027, 4, 1), date(2031, 3, 31), "€1,200,000", 4.0),
        ("Sandoval, Iñigo", "Urban air quality sensors", "Current", "Agencia Estatal de Investigación", "Universidad de Zaragoza", date(2024, 1, 1), date(2026, 12, 31), "€150,000", 2.0),
        ("Sandoval, Iñigo", "Start-up package", "Current", "Universidad de Zaragoza", "Universidad de Zaragoza", date(2023, 9, 1), date(2026, 8, 31), "€60,000", 1.0),
        ("Whitcombe, Alan", "5G channel models", "Current", listed("huawei", "Huawei Technologies Co., Ltd. (gift)"), "University of Otago", date(2021, 5, 1), date(2023, 4, 30), "$90,000", 0.5),
        ("Whitcombe, Alan", "Antarctic ionosphere", "Current", "Royal Society Te Apārangi", "University of Otago", date(2025, 3, 1), date(2028, 2, 29), "NZ$960,000", 3.0),
        ("Petrenko, Olha", "Materials for detectors", "Current", listed("skolkovo"), "Taras Shevchenko National University of Kyiv", date(2019, 2, 1), date(2021, 12, 31), "$48,000", 1.0),
        ("Petrenko, Olha", "Scintillators", "Pending", "European Research Council", "Taras Shevchenko National University of Kyiv", date(2027, 1, 1), date(2031, 12, 31), "€1,500,000", 6.0),
    ]
    for number, cells in enumerate(rows, start=1):
        sheet.subject(number, *cells)
    sheet.add()
    sheet.add(None, "I certify that the information provided is current, accurate, and complete.", None, None, "Signature:", None, "Date:")
    return "other_support.xlsx", [sheet]


def orcid() -> tuple[str, list[Sheet]]:
    """What ORCID's csv-search answers: one researcher a line, several institutions in one cell."""
    sheet = Sheet()
    sheet.header(
        "orcid,email,given-names,family-name,given-and-family-names,current-institution-affiliation-name,past-institution-affiliation-name,credit-name,other-name",
        "orcid email given_name family_name - affiliation previous_employer - -",
        ",",
    )
    rows = [
        ("0009-9999-0000-8221", "", "Josiane", "Carbery", "University of Auckland", "University of Canterbury", ""),
        ("0009-9999-0000-137X", "", "Wenbo", "Qiao", listed("beihang nudt", "Beihang University,National University of Defense Technology"), "Tsinghua University", "乔文博"),
        ("0009-9999-0000-6859", "ola@example.org", "Ola", "Bergqvist", "KTH Royal Institute of Technology", "", ""),
        ("0009-9999-0001-3709", "", "Shirin", "Farrokhi", "University of Twente", listed("amirkabir", "Amirkabir University of Technology,University of Tehran"), ""),
        ("0009-9999-0000-4116", "", "Renata", "Gallo", "Politecnico di Milano", "", "R. Gallo"),
        ("0009-9999-0001-0962", "", "Jinglei", "Hou", listed("npu"), "", ""),
        ("0009-9999-0001-5077", "", "Shun", "Nakamoto", "Tohoku University", "Kyushu University", ""),
        ("0009-9999-0000-5485", "", "Darya", "Orlova", "", listed("mipt"), ""),
        ("0009-9999-0001-2335", "", "Rewi", "Tamati", "Victoria University of Wellington,GNS Science", "", ""),
        ("0009-9999-0000-2743", "", "Behrouz", "Sadeghi", listed("sharif"), "", ""),
        ("0009-9999-0000-9590", "", "Maja", "Lindqvist", "Chalmers University of Technology", "", ""),
        ("0009-9999-0001-6440", "", "Xinyu", "Lei", listed("hit", "Harbin Institute of Technology (Shenzhen)"), "Peking University", ""),
    ]
    for key, email, given, family, now, past, other in rows:
        sheet.subject(key, email, given, family, f"{given} {family}", now, past, "", other)
    return "orcid.csv", [sheet]


# Author (short, full, id), and the affiliation; a paper is a list of these.
Author = tuple[str, str, str, object]
PAPERS: list[tuple[str, str, int, list[Author]]] = [
    (
        "Boundary layer transition on a slender cone",
        "Journal of Invented Aerodynamics",
        2025,
        [
            ("Qiao W.", "Qiao, Wenbo", "57200000101", listed("beihang", "School of Astronautics, Beihang University, Beijing, 100191, China")),
            ("Marlowe E.", "Marlowe, Edith", "57200000102", "Department of Engineering Science, University of Auckland, Auckland, New Zealand"),
        ],
    ),
    (
        "A survey of recyclable composites",
        "Annals of Invented Materials",
        2026,
        [
            ("Ahmadi R.", "Ahmadi, Roya", "57200000103", "Faculty of Engineering Technology, University of Twente, Enschede, Netherlands"),
            ("Farrokhi S.", "Farrokhi, Shirin", "57200000104", listed("amirkabir", "Department of Polymer Engineering, Amirkabir University of Technology, Tehran, Iran")),
            ("Gallo R.", "Gallo, Renata", "57200000105", "Department of Aerospace Science, Politecnico di Milano, Milan, Italy"),
        ],
    ),
    ("Optical clocks in orbit", "Invented Letters on Metrology", 2024, [("Brandt U.", "Brandt, Ulrike", "57200000106", "Institute of Quantum Optics, Leibniz Universität Hannover, Hannover, Germany")]),
    (
        "Quantum key distribution over turbulent links",
        "Invented Letters on Optics",
        2025,
        [
            ("Duan Y.", "Duan, Yifei", "57200000107", listed("nudt", "College of Computer, National University of Defense Technology, Changsha, 410073, China")),
            ("Nakamoto S.", "Nakamoto, Shun", "57200000108", "Research Institute of Electrical Communication, Tohoku University, Sendai, Japan"),
        ],
    ),
    (
        "Kelp forests of the Southern Ocean",
        "Invented Reviews of Ecology",
        2026,
        [
            ("Tamati R.", "Tamati, Rewi", "57200000109", "School of Biological Sciences, Victoria University of Wellington, Wellington, New Zealand"),
            ("Whitcombe A.", "Whitcombe, Alan", "57200000110", "Department of Marine Science, University of Otago, Dunedin, New Zealand"),
        ],
    ),
    (
        "Flutter of morphing wings",
        "Journal of Invented Aerodynamics",
        2023,
        [
            ("Orlova D.", "Orlova, Darya", "57200000111", listed("tsagi", "Zhukovsky Central Aerohydrodynamic Institute (TsAGI), Zhukovsky, Russian Federation")),
            ("Lindqvist M.", "Lindqvist, Maja", "57200000112", "Department of Mechanics, Chalmers University of Technology, Gothenburg, Sweden"),
        ],
    ),
    (
        "Underwater acoustic arrays",
        "Invented Transactions on Sonar",
        2025,
        [("Lei X.", "Lei, Xinyu", "57200000113", listed("heu", "College of Underwater Acoustic Engineering, Harbin Engineering University, Harbin, 150001, China"))],
    ),
    (
        "Vaccines for a rural clinic",
        "Invented Journal of Public Health",
        2026,
        [
            ("Okonjo T.", "Okonjo, Temi", "57200000114", "College of Medicine, University of Ibadan, Ibadan, Nigeria"),
            ("Pereira D.", "Pereira, Duarte", "57200000115", "Instituto de Higiene e Medicina Tropical, Universidade NOVA de Lisboa, Lisbon, Portugal"),
        ],
    ),
    (
        "Solid propellant grains: ageing",
        "Invented Letters on Combustion",
        2024,
        [
            ("Sadeghi B.", "Sadeghi, Behrouz", "57200000116", listed("malek", "Faculty of Aerospace, Malek Ashtar University of Technology, Tehran, Iran")),
            ("Sandoval I.", "Sandoval, Iñigo", "57200000117", "Instituto de Investigación en Ingeniería, Universidad de Zaragoza, Zaragoza, Spain"),
        ],
    ),
    (
        "Maps of glacial lakes, with a review of Beihang University datasets",
        "Invented Earth Letters",
        2025,
        [("Haverkamp D.", "Haverkamp, Dirk", "57200000118", "Faculty of Civil Engineering and Geosciences, Delft University of Technology, Delft, Netherlands")],
    ),
]


def keys_of(authors: list[Author]) -> str:
    return " ".join(key for author in authors for key in getattr(author[3], "bodies", ()))


def mark(authors: list[Author], text: str) -> str:
    """This text, marked with the listed bodies of all authors."""
    keys = keys_of(authors)
    return listed(keys, text) if keys else text


def scopus() -> tuple[str, list[Sheet]]:
    """A Scopus export: a document a line, all authors in one cell."""
    sheet = Sheet()
    sheet.header(
        "Authors|Author full names|Author(s) ID|Title|Year|Source title|Volume|Issue|Art. No.|Page start|Page end|Cited by|DOI|Link|Affiliations|Authors with affiliations|Abstract|Author Keywords|Funding Details|Correspondence Address|Publisher|ISSN|Language of Original Document|Document Type|Publication Stage|Open Access|Source|EID",
        "person_name person_name - never never never never never never never never never never never affiliation affiliation never never funder - never never never never never never never never",
    )
    for number, (title, source, year, authors) in enumerate(PAPERS, start=1):
        sheet.subject(
            "; ".join(author[0] for author in authors),
            "; ".join(f"{author[1]} ({author[2]})" for author in authors),
            "; ".join(author[2] for author in authors),
            title, year, source, 12 + number, 1, None, 100 + number, 112 + number, number * 3,
            f"10.5555/invented.{year}.{number:03}", f"https://www.scopus.com/inward/record.uri?eid=2-s2.0-8510000{number:04}",
            mark(authors, "; ".join(str(author[3]) for author in authors)),
            mark(authors, "; ".join(f"{author[0]}, {author[3]}" for author in authors)),
            f"We study {title.lower()}. © {year} The Authors.", "invented; example",
            "National Science Foundation, NSF" if number % 3 == 0 else None,
            f"{authors[0][0]}; {str(authors[0][3]).split(', ')[1]}", "Invented Press", f"2000{number:04}", "English", "Article", "Final",
            "All Open Access; Gold Open Access" if number % 2 else None, "Scopus", f"2-s2.0-8510000{number:04}",
            count=len(authors),
        )
    return "scopus.csv", [sheet]


WOS_TAGS = (
    "PT AU BA BE GP AF BF CA TI SO SE BS LA DT CT CY CL SP HO DE ID AB C1 C3 RP EM RI OI FU FP FX CR NR TC Z9 U1 U2 PU PI PA SN EI BN J9 JI PD PY VL IS PN SU SI MA BP EP AR DI DL D2 EA PG WC WE SC GA PM OA HC HP DA UT"
)
# The Web of Science abbreviates addresses in its own way.
WOS_ADDRESSES = {
    "beihang": "Beihang Univ, Sch Astronaut, Beijing 100191, Peoples R China",
    "amirkabir": "Amirkabir Univ Technol, Dept Polymer Engn, Tehran, Iran",
    "nudt": "Natl Univ Def Technol, Coll Comp, Changsha 410073, Peoples R China",
    "tsagi": "Cent Aerohydrodynam Inst TsAGI, Zhukovsky, Russia",
    "heu": "Harbin Engn Univ, Coll Underwater Acoust Engn, Harbin 150001, Peoples R China",
    "malek": "Malek Ashtar Univ Technol, Fac Aerosp, Tehran, Iran",
    "57200000102": "Univ Auckland, Dept Engn Sci, Auckland, New Zealand",
    "57200000103": "Univ Twente, Fac Engn Technol, Enschede, Netherlands",
    "57200000105": "Politecn Milan, Dept Aerosp Sci, Milan, Italy",
    "57200000106": "Leibniz Univ Hannover, Inst Quantum Opt, Hannover, Germany",
    "57200000108": "Tohoku Univ, Res Inst Elect Commun, Sendai, Japan",
    "57200000109": "Victoria Univ Wellington, Sch Biol Sci, Wellington, New Zealand",
    "57200000110": "Univ Otago, Dept Marine Sci, Dunedin, New Zealand",
    "57200000112": "Chalmers Univ Technol, Dept Mech, Gothenburg, Sweden",
    "57200000114": "Univ Ibadan, Coll Med, Ibadan, Nigeria",
    "57200000115": "Univ Nova Lisboa, Inst Higiene & Med Trop, Lisbon, Portugal",
    "57200000117": "Univ Zaragoza, Inst Invest Ingn, Zaragoza, Spain",
    "57200000118": "Delft Univ Technol, Fac Civil Engn & Geosci, Delft, Netherlands",
}
WOS_NAMES = {"tsagi": "Central Aerohydrodynamic Institute", "malek": "Malek Ashtar University of Technology"}


def web_of_science() -> tuple[str, list[Sheet]]:
    """savedrecs.txt: tab-separated, headed by field tags of two letters."""
    sheet = Sheet()
    tags = WOS_TAGS.split()
    known = {"AU": "-", "AF": "person_name", "C1": "affiliation", "C3": "affiliation", "RP": "-", "EM": "email", "OI": "-", "FU": "funder"}
    ignored = {"BA", "BE", "GP", "BF", "CA", "RI", "FP", "FX"}
    sheet.header(" ".join(tags), " ".join(known.get(tag, "-" if tag in ignored else "never") for tag in tags), " ")
    for number, (title, source, year, authors) in enumerate(PAPERS, start=1):

        def address(author: Author) -> str:
            return WOS_ADDRESSES[(*getattr(author[3], "bodies", ()), author[2])[0]]

        def body(author: Author) -> str:
            keys = getattr(author[3], "bodies", ())
            return WOS_NAMES.get(keys[0], BODIES[keys[0]][1]) if keys else str(author[3]).split(", ")[1]

        first = authors[0]
        cells = {
            "PT": "J",
            "AU": "; ".join(author[0].replace(" ", ", ").rstrip(".") for author in authors),
            "AF": "; ".join(author[1] for author in authors),
            "TI": title, "SO": source.upper(), "LA": "English", "DT": "Article", "DE": "invented; example",
            "AB": f"We study {title.lower()}.",
            "C1": mark(authors, "; ".join(f"[{author[1]}] {address(author)}" for author in authors)),
            "C3": mark(authors, "; ".join(body(author) for author in authors)),
            "RP": f"{first[0].replace(' ', ', ')} (corresponding author), {address(first)}.",
            "EM": f"{first[1].split(', ')[1].lower()}@example.org",
            "OI": f"{first[1]}/0009-9999-0000-8221" if number == 1 else "",
            "NR": 30 + number, "TC": number, "Z9": number, "U1": 0, "U2": 2, "PU": "INVENTED PRESS", "PI": "LONDON",
            "PA": "1 INVENTED ST, LONDON, ENGLAND", "SN": f"2000-{number:04}", "J9": source.upper()[:20], "JI": source[:20],
            "PD": "MAR", "PY": year, "VL": 12 + number, "IS": 1, "BP": 100 + number, "EP": 112 + number,
            "DI": f"10.5555/invented.{year}.{number:03}", "PG": 13, "WC": "Engineering, Aerospace", "SC": "Engineering",
            "GA": f"AB{number:03}", "DA": "2026-11-02", "UT": f"WOS:00090000000{number:04}",
        }
        sheet.subject(*(cells.get(tag, "") for tag in tags), count=len(authors))
    return "web_of_science.txt", [sheet]


def pubmed() -> tuple[str, list[Sheet]]:
    """PubMed's CSV has no affiliations: persons are all there is."""
    sheet = Sheet()
    sheet.header("PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI", "never never person_name never - never never never never never never", ",")
    for number, (title, source, year, authors) in enumerate(PAPERS, start=1):
        short = [author[0].rstrip(".") for author in authors]
        doi = f"10.5555/invented.{year}.{number:03}"
        sheet.subject(
            f"3999{number:04}", f"{title}.", ", ".join(short) + ".",
            f"{source}. {year} Mar 4;{12 + number}(1):{100 + number}. doi: {doi}. Epub {year} Feb 1.", short[0], source, year,
            f"{year}/02/{number:02}", f"PMC1199{number:04}" if number % 2 else "", "", doi, count=len(authors),
        )
    return "pubmed.csv", [sheet]


def dimensions() -> tuple[str, list[Sheet]]:
    """A Dimensions export: a line about the export, the header, a publication a line."""
    sheet = Sheet()
    sheet.add("About the data: Exported on Nov 02, 2026. Criteria: 'aerodynamics' in title and abstract. © 2026 Digital Science and Research Solutions Inc.", *[""] * 32)
    names = "Rank,Publication ID,DOI,PMID,PMCID,Title,Abstract,Acknowledgements,Source title,Anthology title,MeSH terms,Publication Date,PubYear,Volume,Issue,Pagination,Open Access,Publication Type,Authors,Authors (Raw Affiliation),Corresponding Authors,Authors Affiliations,Research Organizations - standardized,GRID IDs,City of Research organization,State of Research organization,Country of Research organization,Funder,Funder Group,Funder Country,Times cited,Dimensions URL,Fields of Research (ANZSRC 2020)"
    known = {
        "Authors": "person_name", "Authors (Raw Affiliation)": "affiliation", "Corresponding Authors": "-", "Authors Affiliations": "affiliation",
        "Research Organizations - standardized": "affiliation", "GRID IDs": "-", "City of Research organization": "-",
        "State of Research organization": "-", "Country of Research organization": "institution_country", "Funder": "funder",
        "Funder Group": "-", "Funder Country": "-",
    }
    sheet.header(names, " ".join(known.get(name, "never") for name in names.split(",")), ",")
    for number, (title, source, year, authors) in enumerate(PAPERS, start=1):
        organisations = [str(author[3]).split(", ")[1] for author in authors]
        countries = [str(author[3]).rsplit(", ", 1)[1].replace("Russian Federation", "Russia") for author in authors]
        cells = {
            "Rank": number, "Publication ID": f"pub.11990000{number:02}", "DOI": f"10.5555/invented.{year}.{number:03}", "Title": title,
            "Abstract": f"We study {title.lower()}.", "Source title": source, "Publication Date": f"{year}-03-04", "PubYear": year,
            "Volume": 12 + number, "Issue": 1, "Pagination": f"{100 + number}-{112 + number}", "Open Access": "All OA; Gold",
            "Publication Type": "Article", "Authors": "; ".join(author[1] for author in authors),
            "Authors (Raw Affiliation)": mark(authors, "; ".join(f"{author[1]} ({author[3]})" for author in authors)),
            "Corresponding Authors": f"{authors[0][1]} ({organisations[0]})",
            "Authors Affiliations": mark(authors, "; ".join(f"{author[1]} ({body})" for author, body in zip(authors, organisations, strict=True))),
            "Research Organizations - standardized": mark(authors, "; ".join(organisations)),
            "Country of Research organization": "; ".join(countries),
            "Funder": listed("skolkovo") if number == 10 else ("National Natural Science Foundation of China" if number == 4 else ""),
            "Times cited": number, "Dimensions URL": f"https://app.dimensions.ai/details/publication/pub.11990000{number:02}",
            "Fields of Research (ANZSRC 2020)": "40 Engineering; 4001 Aerospace Engineering",
        }
        sheet.subject(*(cells.get(name, "") for name in names.split(",")), count=len(authors))
    return "dimensions.csv", [sheet]


def sap() -> tuple[str, list[Sheet]]:
    """Vendors of table LFA1: names cut into four fields of 35 characters."""
    sheet = Sheet()
    sheet.header(
        "MANDT;LIFNR;LAND1;NAME1;NAME2;NAME3;NAME4;ORT01;PSTLZ;STRAS;KTOKK;ERDAT;SPERR;STCEG", "never id country organisation organisation organisation organisation - never never never never never -", ";"
    )
    rows: list[tuple[object, ...]] = [
        ("DE", "Carl Zeiss Microscopy GmbH", "", "", "Jena", "07745", "DE811119082"),
        ("CN", listed("cadi", "Chengdu Aircraft Design and"), "Research Institute", "", "Chengdu", "610041", ""),
        ("CN", listed("avic-chengdu", "AVIC Chengdu Aircraft"), "Co., Ltd.", "", "Chengdu", "610092", ""),
        ("FR", "Thales Alenia Space France SAS", "", "", "Toulouse", "31100", "FR12345678901"),
        ("CN", listed("smic", "Semiconductor Manufacturing Interna"), "", "", "Shanghai", "201203", ""),
        ("CN", listed("hikvision", "Hangzhou Hikvision Digital"), "Technology Co., Ltd.", "", "Hangzhou", "310051", ""),
        ("RU", listed("rosoboronexport", "ROSOBORONEXPORT OJSC"), "", "", "Moskva", "107076", ""),
        ("CN", listed("huawei", "Huawei Technologies"), "Co., Ltd.", "Attn. Accounts Receivable", "Shenzhen", "518129", ""),
        ("US", "Fisher Scientific Company L.L.C.", "", "", "Pittsburgh", "15275", ""),
        ("IR", listed("amirkabir", "AMIRKABIR UNIVERSITY OF"), "TECHNOLOGY", "", "Tehran", "15875", ""),
        ("RU", listed("bauman", "Bauman Moscow State"), "Technical University", "", "Moskva", "105005", ""),
        ("NL", "Koninklijke Nederlandse Akademie", "van Wetenschappen", "", "Amsterdam", "1011 JV", ""),
        ("CN", listed("casc", "China Aerospace Science and"), "Technology Corporation", "", "Beijing", "100048", ""),
        ("RU", listed("rostec", "ROSTEC"), "", "", "Moskva", "119048", ""),
        ("DE", "Stadtwerke Musterstadt GmbH", "z. Hd. Frau Keller", "", "Musterstadt", "12345", ""),
        ("CN", listed("dahua", "ZHEJIANG DAHUA TECHNOLOGY"), "CO., LTD.", "", "Hangzhou", "310053", ""),
        ("RU", listed("mikron", "JOINT STOCK COMPANY"), "MIKRON", "", "Zelenograd", "124460", ""),
        ("GB", "Oxford Instruments Nanotechnology", "Tools Limited", "", "Abingdon", "OX13 5QX", "GB599765432"),
    ]
    for number, (land, one, two, three, town, code, vat) in enumerate(rows, start=1):
        sheet.subject("100", f"{100200 + number:010}", land, one, two, three, "", town, code, "Invented Str. 1", "KRED", "20210301", "X" if number == 14 else "", vat)
    return "sap_lfa1.csv", [sheet]


def conference() -> tuple[str, list[Sheet]]:
    """A conference office's list of attendees: registration ids first, and a header in two rows."""
    sheet = Sheet("Attendees", widths=(10, 8, 16, 16, 52, 14, 28, 12, 12, 10))
    sheet.merged.append(f"A{sheet.add('17th Invented Conference on Flow Control: list of participants')}:J1")
    sheet.merged.append(f"A{sheet.add('Status 2 November 2026, confidential: for the organising committee only')}:J2")
    sheet.add()
    sheet.headers.append(sheet.add("Reg. ID", "Delegate", None, None, "Organisation", None, "E-mail", "Booking", None, None))
    sheet.header("|Title|First name|Surname|Institute / Company|Town|| Ticket|Paid on|Dinner", "id - given_name family_name affiliation - email never never never")
    sheet.merged += ["A4:A5", "B4:D4", "E4:F4", "G4:G5", "H4:J4"]
    rows = [
        ("Prof", "Edith", "Marlowe", "University of Auckland", "Auckland", "Full"),
        ("Dr", "Haoran", "Zeng", listed("avic-chengdu", "AVIC Chengdu Aircraft"), "Chengdu", "Full"),
        ("Mr", "Piet", "de Waal", "Stellenbosch University", "Stellenbosch", "Student"),
        ("Dr", "Kirill", "Gusev", listed("rostec", "Rostec State Corporation"), "Moscow", "Full"),
        ("Ms", "Leila", "Karami", listed("amirkabir", "Amirkabir Univ. of Technology"), "Tehran", "Student"),
        ("Prof", "Guowei", "Bian", listed("casc", "CASC"), "Beijing", "Full"),
        ("Dr", "Ingrid", "Solheim", "Norwegian University of Science and Technology", "Trondheim", "Full"),
        ("Mr", "Wenbo", "Qiao", listed("beihang", "Beihang University, School of Astronautics"), "Beijing", "Student"),
        ("Dr", "Chiara", "Bellini", "Università di Bologna", "Bologna", "Speaker"),
        ("Dr", "Tomasz", "Wrona", "Warsaw University of Technology", "Warsaw", "Full"),
        ("Prof", "Yun", "Shao", listed("nuaa", "NUAA (Nanjing University of Aeronautics and Astronautics)"), "Nanjing", "Speaker"),
        ("Ms", "Amelia", "Crane", "Rolls-Royce plc", "Derby", "Industry"),
        ("Mr", "Hiroto", "Abe", "Japan Aerospace Exploration Agency", "Tokyo", "Full"),
        ("Dr", "Ruslan", "Akhmetov", listed("tsagi", "TsAGI"), "Zhukovsky", "Full"),
        ("Ms", "Nadia", "Rahal", "American University of Beirut", "Beirut", "Student"),
    ]
    for number, (title, given, family, body, town, ticket) in enumerate(rows, start=1):
        sheet.subject(f"R{number:04}", title, given, family, body, town, f"{given.lower()}.{family.lower().replace(' ', '')}@example.org", ticket, date(2026, 9, number), "yes" if number % 3 else "no")
    sheet.add()
    sheet.add("Total", None, None, None, f"{len(rows)} participants")
    return "conference.xlsx", [sheet]


def visitors() -> tuple[str, list[Sheet]]:
    """Inward visits, with residence and citizenship, which are never used."""
    sheet = Sheet("Inward visits 2026", widths=(10, 22, 46, 24, 18, 18, 22, 12, 12, 30))
    sheet.add("Register of inward academic visitors")
    sheet.add("Host departments complete one line for each visitor, at least six weeks before arrival.")
    sheet.header("Visit no.|Visitor|Home institution|Position|Citizenship|Country of residence|Host (staff member)|Arrival|Departure|Purpose of visit", "id person_name affiliation role never never other_person start end -")
    rows = [
        ("Duan Yifei", listed("nudt"), "Associate professor", "China", "New Zealand", "Prof E. Marlowe", (2026, 2, 2), (2026, 7, 31), "Joint research on turbulent links"),
        ("Anneke Vos", "Utrecht University", "PhD student", "Netherlands", "Netherlands", "Dr R. Tamati", (2026, 3, 1), (2026, 5, 30), "Field work"),
        ("Hou Jinglei", listed("npu", "Northwestern Polytechnical University, School of Aeronautics"), "PhD student", "China", "China", "Prof E. Marlowe", (2026, 1, 10), (2026, 12, 20), "CSC visiting student"),
        ("Samuel Osei", "Kwame Nkrumah University of Science and Technology", "Lecturer", "Ghana", "Ghana", "Dr A. Whitcombe", (2026, 4, 5), (2026, 4, 25), "Seminar"),
        ("Fang Ruoxi", "Xi'an Jiaotong-Liverpool University", "Lecturer", "Australia", "China", "Prof E. Marlowe", (2026, 4, 1), (2026, 6, 30), "Sabbatical"),
        (
            "Mehdi Nouri",
            listed("sharif", "Sharif University of Technology, Dept. of Mechanical Engineering"),
            "Postdoctoral researcher",
            "Iran",
            "Canada",
            "Dr A. Whitcombe",
            (2026, 5, 2),
            (2026, 8, 2),
            "Experiments in the wind tunnel",
        ),
        ("Claire Fontaine", "Sorbonne Université", "Professor", "France", "France", "Dr R. Tamati", (2026, 6, 1), (2026, 6, 20), "Lectures"),
        ("Oleg Barinov", listed("bauman", "Bauman MSTU"), "Senior lecturer", "Russia", "Serbia", "Prof E. Marlowe", (2026, 6, 8), (2026, 7, 8), "Seminar"),
        ("Jiang Siyu", "University of Melbourne", "PhD student", "China", "Australia", "Dr A. Whitcombe", (2026, 7, 1), (2026, 9, 30), "Internship"),
        ("Ravi Subramanian", "Indian Institute of Science", "Professor", "India", "India", "Prof E. Marlowe", (2026, 7, 10), (2026, 7, 24), "Workshop"),
        ("Peng Lixin", listed("caep", "China Academy of Engineering Physics"), "Engineer", "China", "Germany", "Dr A. Whitcombe", (2026, 8, 1), (2026, 8, 15), "Laboratory visit"),
        ("Laura Jiménez", "Universidad de Chile", "Postdoctoral researcher", "Chile", "Chile", "Dr R. Tamati", (2026, 9, 1), (2027, 2, 28), "Postdoctoral stay"),
    ]
    for number, (*cells, start, end, purpose) in enumerate(rows, start=1):
        sheet.subject(f"V26-{number:03}", *cells, date(*start), date(*end), purpose)
    return "visitors.xlsx", [sheet]


def applicants() -> tuple[str, list[Sheet]]:
    """Applicants for a post: their own education and employment, and other persons' institutions beside."""
    sheet = Sheet("Applications", widths=(8, 22, 28, 40, 40, 40, 24, 40, 24, 40))
    sheet.add("Vacancy 26-118: Research Fellow in Fluid Mechanics")
    sheet.headers.append(sheet.add("Ref.", "Applicant", None, "Education", None, "Employment", None, None, "Referee 1", None, "Referee 2", None))
    sheet.header(
        "|Name|E-mail|Highest degree from|PhD supervisor|Current employer|Previous employer|Dates of previous employment|Name|Institution|Name|Institution",
        "id person_name email education other_person affiliation previous_employer period other_person other_person_affiliation other_person other_person_affiliation",
    )
    sheet.merged += ["A2:A3", "B2:C2", "D2:E2", "F2:H2", "I2:J2", "K2:L2"]
    rows = [
        ("Ngaire Hohepa", "University of Waikato", "Prof J. Field", "NIWA", "University of Waikato", "2019–2023", "Edith Marlowe", "University of Auckland", "Alan Whitcombe", "University of Otago"),
        ("Xu Menglan", listed("beihang"), "Prof Bian Guowei", "University of Canterbury", "Callaghan Innovation", "2022–2024", "Edith Marlowe", "University of Auckland", "Bian Guowei", listed("beihang", elsewhere=True)),
        (
            "Dmitri Sokolov",
            "University of Warsaw",
            "Prof T. Wrona",
            "Warsaw University of Technology",
            listed("mipt"),
            "2015–2018",
            "Tomasz Wrona",
            "Warsaw University of Technology",
            "Ola Bergqvist",
            "KTH Royal Institute of Technology",
        ),
        ("Grace Adeyemi", "University of Lagos", "Prof K. Bello", "Imperial College London", "University of Lagos", "2018–2021", "Liu Zhen", listed("hit", elsewhere=True), "Chiara Bellini", "Università di Bologna"),
        ("Parisa Etemadi", listed("sharif"), "Dr M. Nouri", "McGill University", "", "", "Claire Fontaine", "Sorbonne Université", "Renata Gallo", "Politecnico di Milano"),
        ("Lucas Moreau", "École polytechnique", "Prof C. Fontaine", "ONERA", "", "", "Claire Fontaine", "Sorbonne Université", "Ingrid Solheim", "SINTEF"),
        (
            "Shen Kaiwen",
            "Nanyang Technological University",
            "Prof Tan W.",
            listed("nudt"),
            "Nanyang Technological University",
            "2017–2020",
            "Tan Wei",
            "Nanyang Technological University",
            "Shun Nakamoto",
            "Tohoku University",
        ),
        ("Emily Carver", "University of Bristol", "Prof N. Hale", "University of Bristol", "Airbus Operations Ltd", "2016–2019", "Norman Hale", "University of Bristol", "Amelia Crane", "Rolls-Royce plc"),
        ("Kim Sejin", "KAIST", "Prof Park H.", "Korea Aerospace Research Institute", "KAIST", "2018–2022", "Park Hyun", "KAIST", "Hiroto Abe", "JAXA"),
        (
            "Wang Zihao",
            "Monash University",
            "Dr P. Lau",
            "Monash University",
            listed("dji", "Shenzhen DJI Innovation Technology Co Ltd"),
            "2020-2022",
            "Peter Lau",
            "Monash University",
            "Anneke Vos",
            "Utrecht University",
        ),
        ("Marta Kaczmarek", "Jagiellonian University", "Prof Z. Lis", "Jagiellonian University", "", "", "Tomasz Wrona", "Warsaw University of Technology", "Maja Lindqvist", "Chalmers University of Technology"),
    ]
    for number, (name, degree, supervisor, now, before, dates, *referees) in enumerate(rows, start=1):
        sheet.subject(f"26-118/{number}", name, f"{name.split()[0].lower()}@example.org", degree, supervisor, now, before or None, dates or None, *referees)
    return "applicants.xlsx", [sheet]


def partners() -> tuple[str, list[Sheet]]:
    """Exchange partners: universities, agreements, and our own coordinators."""
    sheet = Sheet("Agreements", widths=(6, 46, 24, 16, 26, 14, 14, 24, 10))
    sheet.merged.append(f"A{sheet.add('INTERNATIONAL OFFICE: student exchange and double degree agreements')}:I1")
    sheet.add(None, "Please send corrections to the International Office. Expired agreements in grey.")
    sheet.add()
    sheet.header("No|Partner university|City|Country|Type of agreement|Valid from|Valid until|Coordinator (our side)|Places", "never organisation - country - start end other_person never")
    rows = [
        ("Universität Heidelberg", "Heidelberg", "Germany", "Student exchange", (2019, 9, 1), (2028, 8, 31)),
        (listed("hit"), "Harbin", "China", "Double degree", (2017, 9, 1), (2022, 8, 31)),
        (listed("bit"), "Beijing", "China", "Student exchange", (2021, 2, 1), (2027, 1, 31)),
        ("Universidad de los Andes", "Bogotá", "Colombia", "Student exchange", (2020, 8, 1), (2026, 7, 31)),
        (listed("bauman"), "Moscow", "Russia", "Memorandum of understanding", (2014, 5, 1), (2024, 4, 30)),
        ("National Taiwan University", "Taipei", "Taiwan", "Student exchange", (2018, 9, 1), (2028, 8, 31)),
        (listed("sbu"), "Tehran", "Iran", "Memorandum of understanding", (2016, 10, 1), None),
        ("Waseda University", "Tokyo", "Japan", "Student exchange", (2022, 4, 1), (2027, 3, 31)),
        ("Beijing Foreign Studies University", "Beijing", "China", "Language semester", (2023, 9, 1), (2028, 8, 31)),
        (listed("uestc"), "Chengdu", "China", "2+2 programme", (2020, 9, 1), (2026, 8, 31)),
        ("Aarhus Universitet", "Aarhus", "Denmark", "Erasmus+", (2021, 9, 1), (2027, 8, 31)),
        (listed("skoltech", "Skoltech"), "Moscow", "Russia", "Research stays", (2018, 1, 1), (2022, 2, 28)),
        ("University of Cape Town", "Cape Town", "South Africa", "Student exchange", (2023, 1, 1), (2027, 12, 31)),
        (listed("njust"), "Nanjing", "China", "Student exchange", (2022, 9, 1), (2027, 8, 31)),
    ]
    for number, (name, city, country, kind, start, end) in enumerate(rows, start=1):
        sheet.subject(number, name, city, country, kind, date(*start), date(*end) if end else "open-ended", ("Dr H. Winter", "Ms L. Prado")[number % 2], 2 + number % 3)
    sheet.add(None, "Total places", None, None, None, None, None, None, 42)
    return "exchange_partners.xlsx", [sheet]


def pure() -> tuple[str, list[Sheet]]:
    """A report out of Pure: persons, external organisations and external persons on pages of their own."""
    persons = Sheet("Persons", widths=(12, 38, 26, 46, 14, 14))
    persons.header("ID|UUID|Name > Last, first|Organisational affiliations > Organisation|Start date|End date|Job description|ORCID", "id id person_name affiliation start end role orcid")
    external = Sheet("External organisations", widths=(12, 38, 56, 20, 30))
    external.header("ID|UUID|Name|Type|Address > Country|ROR", "id id organisation - country ror")
    outside = Sheet("External persons", widths=(12, 38, 26, 60, 20))
    outside.header("ID|UUID|Last name|First name|External organisations|Country", "id id family_name given_name affiliation country")

    def uuid(number: int) -> str:
        return f"{number * 7919:08x}-4c1d-4a2b-9e3f-{number * 104729:012x}"

    staff = [
        ("Marlowe, Edith", "Department of Engineering Science", (2012, 2, 1), None, "Professor", "0009-9999-0000-8221"),
        ("Tamati, Rewi", "School of Biological Sciences", (2018, 7, 1), None, "Lecturer", ""),
        ("Whitcombe, Alan", "Department of Physics", (2009, 3, 1), (2025, 12, 31), "Associate Professor", ""),
        ("Lei, Xinyu", listed("hit", "Department of Physics; Harbin Institute of Technology (honorary)"), (2021, 1, 1), None, "Research Fellow", ""),
        ("Santos, Beatriz", "Faculty of Arts", (2020, 5, 1), None, "Lecturer", ""),
    ]
    for number, (name, unit, start, end, job, key) in enumerate(staff, start=1):
        persons.subject(10500 + number, uuid(number), name, unit, date(*start), date(*end) if end else None, job, key or None)
    bodies = [
        ("Politecnico di Milano", "University", "Italy", ""),
        (listed("nudt"), "University", "China", ""),
        (listed("casc"), "Company", "China", ""),
        ("Fraunhofer Society", "Research institute", "Germany", "https://ror.org/05hkkdn48"),
        (listed("kurchatov", "National Research Centre Kurchatov Institute"), "Research institute", "Russian Federation", ""),
        (listed("huawei", "Huawei Technologies Co., Ltd."), "Company", "China", ""),
        ("Tohoku University", "University", "Japan", ""),
    ]
    for number, (name, kind, country, key) in enumerate(bodies, start=1):
        external.subject(88000 + number, uuid(100 + number), name, kind, country, key or None)
    others = [
        ("Gallo", "Renata", "Politecnico di Milano", "Italy"),
        ("Duan", "Yifei", listed("nudt"), "China"),
        ("Bian", "Guowei", listed("casc beihang", "China Aerospace Science and Technology Corporation; Beihang University"), "China"),
        ("Nakamoto", "Shun", "Tohoku University; RIKEN", "Japan"),
        ("Gusev", "Kirill", listed("kurchatov", "Kurchatov Institute"), "Russian Federation"),
        ("Bello", "Kunle", "University of Lagos", "Nigeria"),
    ]
    for number, (family, given, body, country) in enumerate(others, start=1):
        outside.subject(99000 + number, uuid(200 + number), family, given, body, country)
    return "pure.xlsx", [persons, external, outside]


def bank() -> tuple[str, list[Sheet]]:
    """A payment run: payees with their banks; the bank's own name is a party, too."""
    sheet = Sheet()
    sheet.add("Payment run 2026-11-02", "", "", "", "", "", "", "", "")
    sheet.add("Account", "NZ02 0100 0000 0000 000 (invented)", "", "", "", "", "", "", "")
    sheet.add()
    sheet.header("Batch;Value date;Beneficiary name;Beneficiary IBAN / account;BIC/SWIFT;Beneficiary bank;Amount;Currency;Payment reference", "never never organisation never - organisation never never never", ";")
    rows = [
        ("Carl Zeiss Microscopy GmbH", "DE02120300000000202051", "INVDDEFF", "Deutsche Kreditbank", "12.400,00", "EUR", "Invoice 4711"),
        (listed("hikvision", "HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO LTD"), "CN 6222 0000 0000 0001", "INVCCNSH", "Bank of Communications", "8.150,00", "USD", "INV-2026-331"),
        ("Anneke Vos", "NL02ABNA0123456789", "INVDNL2A", "ABN AMRO Bank", "640,00", "EUR", "Travel refund"),
        ("OOO Invented Optics", "40702810000000000001", "INVDRUMM", listed("vtb", "VTB Bank (PJSC)"), "3.900,00", "EUR", "Contract 17/26"),
        ("Kavosh Lab Co.", "IR000000000000000000000001", "INVDIRTH", listed("melli", "Bank Melli Iran"), "1.200,00", "EUR", "Samples"),
        ("University of Otago", "NZ02 0900 0000 0000 001", "INVDNZ22", "ANZ Bank New Zealand", "22.000,00", "NZD", "Subcontract"),
        (listed("baikal", "BAIKAL ELECTRONICS JSC"), "40702810000000000002", "INVDRUMM", listed("sberbank", "PJSC Sberbank"), "5.000,00", "USD", "Evaluation boards"),
        ("Thermo Fisher Scientific", "US-INVENTED-1", "INVDUS33", "JPMorgan Chase Bank", "910,50", "USD", "PO 88121"),
        (listed("bauman", "Bauman Moscow State Technical University"), "40501810000000000003", "INVDRUMM", listed("psb", "PJSC PROMSVYAZBANK"), "2.300,00", "EUR", "Conference fee"),
        ("Elsevier B.V.", "NL03INGB0000000001", "INVDNL2A", "ING Bank", "15.750,00", "EUR", "Subscription"),
        (listed("dji", "SHENZHEN DJI INNOVATION TECHNOLOGY CO LTD"), "CN 6222 0000 0000 0002", "INVCCNSZ", "China Merchants Bank", "1.999,00", "USD", "Two drones"),
    ]
    for cells in rows:
        sheet.subject("B-1102", "02.11.2026", *cells)
    sheet.add("", "", "Total", "", "", "", "", "", "")
    return "bank.csv", [sheet]


def chinese() -> tuple[str, list[Sheet]]:
    """A partner's list with Chinese headers, as Excel in China saves CSV: GB18030, which no byte of it declares."""
    sheet = Sheet()
    sheet.header("序号,姓名,性别,工作单位,职称,国籍,电子邮箱,合作项目,起止时间", "never person_name never affiliation role never email - period", ",")
    rows = [
        ("乔文博", "男", listed("beihang", "北京航空航天大学宇航学院"), "教授", "中国", "风洞实验"),
        ("林晓芸", "女", "北京外国语大学", "讲师", "中国", "翻译"),
        ("段一飞", "男", listed("nudt", "国防科技大学"), "副教授", "中国", "湍流链路"),
        ("王思雨", "女", "复旦大学附属中山医院", "主任医师", "中国", "临床研究"),
        ("侯景磊", "男", listed("npu", "西北工业大学航空学院"), "博士生", "中国", "气动外形"),
        ("张若溪", "女", "奥克兰大学", "研究员", "新西兰", "流体力学"),
        ("雷新宇", "男", listed("heu", "哈尔滨工程大学水声工程学院"), "讲师", "中国", "水声阵列"),
        ("卞国伟", "男", listed("casc", "中国航天科技集团有限公司"), "高级工程师", "中国", "结构强度"),
        ("陈小雅", "女", "中国农业大学", "教授", "中国", "土壤"),
        ("彭立新", "男", listed("caep", "中国工程物理研究院"), "研究员", "中国", "光学"),
        ("赵明", "男", "墨尔本大学", "博士后", "澳大利亚", "统计"),
    ]
    for number, (name, sex, body, post, nation, project) in enumerate(rows, start=1):
        sheet.subject(number, name, sex, body, post, nation, f"user{number}@example.org", project, f"2024.0{number % 9 + 1}-2026.12")
    return "chinese.csv", [sheet]


def russian() -> tuple[str, list[Sheet]]:
    """A list with Russian headers."""
    sheet = Sheet("Участники", widths=(8, 36, 60, 28, 20, 28))
    sheet.merged.append(f"A{sheet.add('Список участников совместных проектов')}:G1")
    sheet.add()
    sheet.header("№ п/п|Фамилия, имя, отчество|Место работы|Должность|Гражданство|Электронная почта|Срок проекта", "never person_name affiliation role never email period")
    rows = [
        ("Гусев Кирилл Олегович", listed("kurchatov", "НИЦ «Курчатовский институт»"), "старший научный сотрудник", "РФ"),
        ("Орлова Дарья Сергеевна", listed("tsagi", "Центральный аэрогидродинамический институт им. Н. Е. Жуковского (ЦАГИ)"), "инженер", "РФ"),
        ("Баринов Олег Игоревич", listed("bauman", "МГТУ им. Н. Э. Баумана"), "доцент", "РФ"),
        ("Марлоу Эдит", "Оклендский университет", "профессор", "Новая Зеландия"),
        ("Соколов Дмитрий Павлович", listed("mipt", "Московский физико-технический институт"), "аспирант", "РФ"),
        ("Кузьмина Анна Львовна", "Российский государственный аграрный университет — МСХА имени К. А. Тимирязева", "доцент", "РФ"),
        ("Ахметов Руслан Маратович", listed("rostec", "Государственная корпорация «Ростех»"), "руководитель отдела", "РФ"),
        ("Белова Ирина Юрьевна", "Московская государственная консерватория имени П. И. Чайковского", "профессор", "РФ"),
        ("Ли Анна", "Назарбаев Университет", "научный сотрудник", "Казахстан"),
        ("Тихонов Максим Андреевич", listed("msu", "Московский государственный университет имени М. В. Ломоносова"), "профессор", "РФ"),
    ]
    for number, cells in enumerate(rows, start=1):
        sheet.subject(number, *cells, f"user{number}@example.org", f"201{number % 5 + 5}–2022")
    return "russian.xlsx", [sheet]


def form() -> tuple[str, list[Sheet]]:
    """Answers to a form: the headers are questions."""
    sheet = Sheet("Form1", widths=(6, 18, 18, 22, 16, 30, 56, 46, 40))
    sheet.header(
        "ID|Start time|Completion time|Email|Name|What is your full name?|Which university, institute or company do you work for?|Have you been employed elsewhere in the last five years? If yes, where?|Which country are you a citizen of?|Who is your host at our university?|Do you consent to the processing of your data?",
        "never never never never never person_name affiliation previous_employer never other_person never",
    )
    rows = [
        ("Anneke Vos", "Utrecht University", "No", "Netherlands", "Rewi Tamati"),
        ("Xu Menglan", listed("beihang", "Beihang University (BUAA), Beijing"), "no", "China", "Edith Marlowe"),
        ("samuel osei", "KNUST, Kumasi", "University of Ghana until 2023", "Ghana", "Alan Whitcombe"),
        ("Dr. Mehdi Nouri", "University of British Columbia", listed("malek", "Malek Ashtar University of Technology, 2020-2022"), "Iran", "Alan Whitcombe"),
        ("Claire Fontaine", "Sorbonne Université", "No", "France", "Rewi Tamati"),
        ("Kirill Gusev", listed("tupolev", "PJSC Tupolev"), "n/a", "Russia", "Edith Marlowe"),
        ("Laura Jiménez", "Universidad de Chile", "-", "Chile", "Rewi Tamati"),
        ("PENG LIXIN", listed("caep", "China Academy of Engineering Physics, Mianyang"), "No", "China", "Alan Whitcombe"),
        ("Ravi Subramanian", "Indian Institute of Science", "No", "India", "Edith Marlowe"),
        ("Jiang Siyu", "University of Melbourne", listed("huawei", "Yes: Huawei Technologies, Shenzhen"), "China", "Alan Whitcombe"),
        ("Emily Carver", "University of Bristol", "Airbus", "United Kingdom", "Edith Marlowe"),
    ]
    for number, cells in enumerate(rows, start=1):
        moment = datetime(2026, 10, 5 + number, 9, 30)
        sheet.subject(number, moment, moment.replace(minute=41), "anonymous", None, *cells, "Yes")
    return "form_answers.xlsx", [sheet]


def one_column() -> tuple[str, list[Sheet]]:
    """Names only, no header: pasted out of an e-mail."""
    sheet = Sheet(columns={(0, 1): "organisation"})
    names: list[object] = [
        "University of Auckland", listed("hit"), "Max Planck Institute for Plasma Physics", listed("inspur", "Inspur Group"),
        "KU Leuven", listed("nudt", "NUDT, Changsha"), "Seoul National University", listed("amirkabir"), "CERN",
        listed("ymtc", "Yangtze Memory Technologies"), "Hokkaido University", listed("cetc"), "Callaghan Innovation",
        listed("paec", "Pakistan Atomic Energy Commission, Islamabad"), "University of São Paulo", listed("zte", "ZTE Corp."),
    ]
    for name in names:
        sheet.subject(name)
    return "one_column.txt", [sheet]


def counterparties() -> tuple[str, list[Sheet]]:
    """A register of counterparties: risk, owner and parent beside the name."""
    sheet = Sheet("Register", widths=(10, 44, 36, 14, 44, 44, 12, 20, 14))
    sheet.merged.append(f"A{sheet.add('COUNTERPARTY REGISTER: extract for the annual review')}:I1")
    sheet.add("As of", date(2026, 10, 31), None, "Reviewed by", "Procurement and Contracts")
    sheet.add()
    sheet.header(
        "CP ID|Legal name|Trading as|Jurisdiction|Immediate parent|Ultimate beneficial owner|Risk rating|Relationship owner|Next review", "id organisation - country owner owner never other_person never"
    )
    rows = [
        ("Carl Zeiss Microscopy GmbH", None, "DE", "Carl Zeiss AG", "Carl-Zeiss-Stiftung", "Low"),
        ("Invented Vision Systems B.V.", "IVS", "NL", listed("hikvision", "Hangzhou Hikvision Digital Technology Co., Ltd."), None, "Medium"),
        (listed("inspur", "Inspur Group Co., Ltd."), None, "CN", None, "Shandong SASAC", "High"),
        ("Airbus Defence and Space GmbH", None, "DE", "Airbus SE", None, "Low"),
        (listed("phytium", "Tianjin Phytium Information Technology Co., Ltd."), "Phytium", "CN", None, None, "High"),
        ("Invented Microelectronics LLC", None, "AE", listed("mikron", "JSC Mikron"), listed("rostec", "Rostec"), "Medium"),
        ("Oxford Instruments plc", None, "GB", None, None, "Low"),
        (listed("hytera", "Hytera Communications Corporation Limited"), "Hytera", "CN", None, None, "Medium"),
        ("Nikon Corporation", None, "JP", None, None, "Low"),
        ("Invented Trading Ltd", None, "HK", listed("norinco", "China North Industries Group"), None, "High"),
        ("Fonterra Co-operative Group Limited", "Fonterra", "NZ", None, None, "Low"),
        (listed("rosoboronexport", "Rosoboronexport JSC"), None, "RU", listed("rostec", "State Corporation Rostec"), "Russian Federation", "High"),
    ]
    for number, cells in enumerate(rows, start=1):
        sheet.subject(f"CP-{number:05}", *cells, ("Hana Winter", "Luís Prado")[number % 2], date(2027, number, 1))
    return "counterparties.xlsx", [sheet]


LAYOUTS: tuple[Callable[[], tuple[str, list[Sheet]]], ...] = (
    coa, other_support, orcid, scopus, web_of_science, pubmed, dimensions, sap, conference, visitors, applicants, partners,
    pure, bank, chinese, russian, form, one_column, counterparties,
)
# How each text file is written in life; workbooks need nothing.
WRITING: dict[str, dict[str, object]] = {
    "orcid.csv": {"end": "\n"},
    "scopus.csv": {"encoding": "utf-8-sig", "quoting": csv.QUOTE_NONNUMERIC},
    "web_of_science.txt": {"encoding": "utf-8-sig", "delimiter": "\t"},
    "pubmed.csv": {"encoding": "utf-8-sig"},
    "dimensions.csv": {"end": "\n"},
    "sap_lfa1.csv": {"delimiter": ";"},
    "bank.csv": {"delimiter": ";"},
    "chinese.csv": {"encoding": "gb18030"},
    "one_column.txt": {"delimiter": "\t", "end": "\n"},
}

# fmt: on


def main(folder: Path = HERE) -> None:
    """Write every layout and expected.csv into the folder."""
    lines: list[tuple[object, ...]] = []
    for make in LAYOUTS:
        file, sheets = make()
        if file.endswith(".xlsx"):
            write_workbook(folder / file, sheets)
        else:
            write_text(folder / file, sheets[0], **WRITING[file])
        for sheet in sheets:
            lines.extend(sheet.facts(file))
    with (folder / "expected.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(FACTS)
        writer.writerows(lines)


if __name__ == "__main__":
    main()
