"""Tables laid out for the eye, that nobody described: each is right as it stands, and wrong with one figure changed."""

import io
import json

import openpyxl
import pytest

from report_check_samples import broken, findings, of

# name: (text, the figure as it stands, the same figure wrong, the check that finds it, what it says)
TABLES = {
    "years as columns": (
        'Country,2022,2023\nFrance,133,150\nGermany,"1,133","1,251"\nTotal,"1,266","1,401"\n',
        ('"1,401"', '"1,411"', "places-to-whole", "2023: 2 places add up to 1,401 in number, but"),
    ),
    "years over measures": (
        (
            "Requests by country,,,,\n,2023,,2024,\nCountry,Requests,Accounts,Requests,Accounts\n"
            "Norway,11,12,14,20\nSweden,20,25,22,23\nTotal,31,37,36,43\n"
        ),
        (",31,", ",32,", "places-to-whole", "2023: 2 places add up to 31 requests received, but"),
    ),
    "quarters and their year": (
        (
            "Agency,Q1 2024,Q2 2024,Q3 2024,Q4 2024,2024\nFBI,10,12,9,11,42\nPolice,40,45,51,55,191\n"
            "Total,50,57,60,66,233\n"
        ),
        (",191", ",193", "periods-to-whole", "Police: 2024 Q1 (40) and"),
    ),
    "halves and a total": (
        (
            "Type de demande;1er semestre 2024;2e semestre 2024;Total 2024\nRéquisitions;1 204;1 301;2 505\n"
            "Autres;88;90;178\nTotal;1 292;1 391;2 683\n"
        ),
        (";178", ";179", "periods-to-whole", "Autres: 2024 H1 (88) and 2024 H2 (90) add up to 178"),
    ),
    "a row a measure": (
        (
            "year,country,metric,value\n2024,France,requests,30\n2024,France,disclosed,10\n2024,Spain,requests,51\n"
            "2024,Spain,disclosed,40\n2024,Total,requests,81\n2024,Total,disclosed,50\n"
        ),
        ("81", "85", "places-to-whole", "2024: 2 places add up to 81 requests received"),
    ),
    "headings within": (
        (
            "Category,Requests,Accounts\nCriminal,,\nSubpoena,10,12\nSearch warrant,5,6\n"
            "Total criminal,15,18\nCivil,,\n"
            "Subpoena,3,3\nCourt order,2,2\nTotal civil,5,5\nGrand total,20,23\n"
        ),
        (
            "criminal,15",
            "criminal,16",
            "kinds-to-whole",
            "add up to 15 requests received, but the row “Criminal” says 16",
        ),
    ),
    "regions above their countries": (
        (
            "Country,Requests,Answered\nEurope,83,51\nFrance,32,11\nGermany,51,40\nAsia,221,35\n"
            "Japan,21,15\nIndia,200,20\n"
            "Worldwide,304,86\n"
        ),
        (",51\nF", ",52\nF", "places-to-whole", "Europe: 2 places add up to 51 requests “answered”"),
    ),
    "a total of some places": (
        "Country,Requests,Complied\nFrance,31,17\nGermany,47,21\nEU total,78,38\nCanada,9,3\nTotal,87,41\n",
        ("total,78", "total,79", "places-to-whole", "EU: 2 places add up to 78 requests received"),
    ),
    "a region beside its countries": (
        (
            "Region,Country,Requests\nEurope,France,31\nEurope,Germany,52\nEurope,Subtotal,83\n"
            "Asia,Japan,21\nAsia,Iran,7\n"
            "Asia,Subtotal,28\nTotal,,111\n"
        ),
        ("l,83", "l,84", "places-to-whole", "Europe: 2 places add up to 83 requests received"),
    ),
    "a subtotal a period": (
        (
            "Period,Country,Requests\nH1 2024,Chad,3\nH1 2024,Mali,5\nH1 2024,Subtotal,8\n"
            "H2 2024,Chad,1\nH2 2024,Mali,2\n"
            "H2 2024,Subtotal,3\n"
        ),
        ("Subtotal,8", "Subtotal,9", "places-to-whole", "2024 H1: 2 places add up to 8"),
    ),
    "columns whose names say nothing": (
        "Country,Requests to remove,Items named\nKenya,2,21\nGhana,1,4\nAll countries,3,25\n",
        (",25", ",29", "places-to-whole", "add up to 25 “items named”"),
    ),
    "outcomes that make the whole": (
        (
            "Month,Requests received,Full disclosure,No data,Rejected,Pending\n2024-01,20,10,4,5,1\n"
            "2024-02,18,11,3,4,0\n"
            "2024-03,25,15,5,5,0\n"
        ),
        ("5,15,", "5,19,", "columns-to-whole", "is 19 + 5 + 5 + 0, but “Requests received” says 25"),
    ),
    "kinds as columns, all of them": (
        "Country,Legal requests,Emergency requests,Total requests\nPeru,5,2,7\nChile,40,12,52\nFrance,30,25,55\n",
        (",52", ",54", "kinds-to-whole", "Chile: Legal requests (40) and Emergency requests (12) add up to 52"),
    ),
    "German columns in dots and a footnote": (
        (
            "Bundesland¹;Bestandsdatenauskünfte;Verkehrsdaten²;Gesamt\nBayern;2.417;521;2.938\nBerlin;933;120;1.053\n"
            "Gesamt;3.350;641;3.991\n¹ Sitz der Behörde\n"
        ),
        ("3.991", "3.992", "places-to-whole", "2 places add up to 3,991 requests received"),
    ),
    "misspelt columns and empty ones": (
        "Contry,,Requets Recieved,,Acounts Afected,Reqests with Data Discosed,\nChile,,12,,14,7,\nPeru,,5,,5,2,\n",
        (",2,", ",6,", "disclosed-within-received", "6 of 5 (Peru)"),
    ),
    "ranges in words": (
        "Country,Requests,Complied\nFrance,fewer than 10,less than 5\nSpain,between 10 and 20,5\nItaly,up to 50,10\n",
        ("20,5", "20,25", "disclosed-within-received", "25 of 10 to 20 (Spain)"),
    ),
    "lakhs": (
        'State,Requests,Complied\nKerala,"1,20,304","1,00,204"\nGoa,"2,004",904\n',
        ("1,00,204", "1,21,204", "disclosed-within-received", "121,204 of 120,304 (Kerala)"),
    ),
    "financial years": (
        (
            "Financial year,Agency,Disclosures\n2022-23,AFP,203\n2022-23,ASIO,11\n"
            "2022-23,Total,214\n2023\u201324,AFP,303\n"
            "2023\u201324,ASIO,1\n2023\u201324,Total,304\n"
        ),
        (",304", ",309", "kinds-to-whole", "2023/24: AFP (303) and ASIO (1) add up to 304"),
    ),
    "bands of national security": (
        'Period,FISA content requests,FISA non-content requests\nH1 2023,0-499,"1,000-1,499"\nH2 2023,0-499,500-999\n',
        ("1,000-1,499", "1,000-1,599", "bands-valid", "1,000-1,599"),
    ),
    "a title over all columns": (
        (
            "<table><tr><th colspan=3>Anfragen</th></tr>"
            "<tr><th>Land</th><th>Anfragen</th><th>Quote beantwortet</th></tr>"
            "<tr><td>Chile</td><td>401</td><td>24,9 %</td></tr>"
            "<tr><td>Gesamt</td><td>401</td><td>24,9 %</td></tr></table>"
        ),
        ("Gesamt</td><td>401", "Gesamt</td><td>402", "places-to-whole", "1 place adds up to 401"),
    ),
    "kinds as columns and measures as rows": (
        ",Subpoena,Search warrant,Total\nReceived,101,53,154\nComplied,80,50,130\nRejected,21,3,24\n",
        (",50,", ",60,", "disclosed-within-received", "60 of 53 (Search warrant)"),
    ),
    "two tables below one another": (
        (
            "Requests by country\nCountry,2023,2024\nFrance,10,11\nSpain,20,22\nTotal,30,33\n\n"
            "Requests by type\nType,2023,2024\nCriminal,25,30\nCivil,5,3\nTotal,30,33\n"
        ),
        ("5,3\n", "5,2\n", "kinds-to-whole", "a.csv, table 2, 2024: Criminal (30) and Civil (2) add up to 32"),
    ),
    "all states": (
        "State,Requests\nTexas,51\nNew York,43\nAll states,94\n",
        (",94", ",95", "places-to-whole", "2 places add up to 94"),
    ),
    "lists of cells": (
        json.dumps({"columns": ["Country", "Requests"], "data": [["Chad", 10], ["Mali", 4], ["Total", 14]]}),
        ("14", "15", "places-to-whole", "2 places add up to 14 requests received"),
    ),
    "tables in a list": (
        json.dumps({"tables": [{"rows": [{"country": name, "received": n} for name, n in (("A", 9), ("total", 9))]}]}),
        (
            '9}, {"country": "total", "received": 9',
            '9}, {"country": "total", "received": 8',
            "places-to-whole",
            "1 place adds",
        ),
    ),
    "objects by key, deeper": (
        json.dumps({"data": {"countries": {"FR": {"requests": 10}, "ES": {"requests": 4}, "TOTAL": {"requests": 14}}}}),
        ("14", "15", "places-to-whole", "2 places add up to 14 requests received"),
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_is_right_is_not_accused_and_one_figure_is_found(name: str) -> None:
    text, (old, new, rule, says) = TABLES[name]
    right = findings(("a.csv", text.encode()))
    assert broken(right) == set()
    assert of(right, rule, holds=True)
    wrong = of(findings(("a.csv", text.replace(old, new, 1).encode())), rule, holds=False)
    assert any(says in one for one in wrong), wrong


@pytest.mark.parametrize(
    "text",
    [
        "Country,Requests,Score\nFrance,3,3.5\nSpain,4,2.25\nTotal,7,2.9\n",
        "Country,Requests,Staff\nFrance,3,10\nSpain,4,12\nTotal,7,11\n",
        "Country,Total requests,Items requested to be removed\nFrance,3,90\nSpain,4,12\nTotal,7,102\n",
        "Country,Requests,Change on last year\nFrance,3,-3\nSpain,4,+1\nTotal,7,-1\n",
        "Period,FISA content requests,FISA non-content requests\nH1 2023,0-499,500-999\n",
    ],
    ids=["a score", "an average without its name", "items", "a change", "non-content beside content"],
)
def test_what_does_not_add_up_is_not_accused(text: str) -> None:
    assert broken(findings(("a.csv", text.encode()))) == set()


def test_windows_1252_is_read_and_told() -> None:
    text = "Bundesland;Bestandsdatenauskünfte;Gesamt\nThüringen;3;3\nGesamt;3;3\n".encode("cp1252")
    found = findings(("a.csv", text))
    assert of(found, "places-to-whole", holds=True)
    assert of(found, "windows-1252", holds=None)
    assert not of(found, "damaged-bytes", holds=None)


def test_a_percentage_of_a_workbook_is_what_it_shows_and_a_sheet_that_is_not_read_is_told() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Country", "Requests", "% data produced", "Data produced"])
    for row in (["Kenya", 5, 0.4, 2], ["Ghana", 3, 1.0, 3], ["Chad", 8, 0.25, 2]):
        sheet.append(row)
        sheet.cell(sheet.max_row, 3).number_format = "0%"
    other = made.create_sheet("Halves")
    for line in (
        ["Country", "First half", None, "Second half"],
        [None, *["Requests", "Complied"] * 2],
        ["Kenya", 5, 2, 6, 3],
    ):
        other.append(line)
    other.append(["Total", 5, 2, 6, 3])
    other = made.create_sheet("Prices")
    other.append(["Thing", "Colour"])
    other.append(["Apple", 3])
    out = io.BytesIO()
    made.save(out)
    found = findings(("a.xlsx", out.getvalue()))
    assert of(found, "percent-feasible", holds=True)
    assert "Second half Requests: 1 place adds up to 6" in " ".join(of(found, "places-to-whole", holds=True))
    (says,) = of(found, "file-passed", holds=None)
    assert says.startswith("Not read: a.xlsx, Prices is of no known format")
