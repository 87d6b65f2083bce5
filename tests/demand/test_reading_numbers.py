"""Numbers of cases by where they stand: label before, beside or over them, heading, subject; and what is none."""

from dataclasses import replace

import pytest

from dueprocess.adapters import reader
from dueprocess.demand.reading import registers
from dueprocess.demand.reading.page import page
from dueprocess.demand.reading.tables import Tables

OWN = [
    ("cs", "Sp. zn.: 0 Nt 118/2026\n\n0 Nt 118/2026 - 5\n\nP Ř Í K A Z", ["0 Nt 118/2026"]),
    ("de", "GZ: PAD/26/01188204/\r\n002/KR\r\n\r\nBetreff: Auskunft", ["PAD/26/01188204/002/KR"]),
    ("pl", "Nr wych. 2.Ds.-K-118/26\n\nProszę o dane.", ["2.Ds.-K-118/26"]),
    ("fr", "Réf. : DC/26-0117\n\nKD-A-110718\tun site\n\nKD-A-110719\tun autre\n\nKD-A-110720\tlui", ["DC/26-0117"]),
    ("de", "Aktenzeichen (bitte stets angeben): 2025 00 914 337\nSehr geehrte Damen und Herren,", ["2025 00 914 337"]),
    ("de", "Ihr Zeichen: HK-2231      Unser Zeichen: 612 Js 20834/25", ["612 Js 20834/25"]),
    ("de", "Datum            Geschäftszeichen\n12.03.2026       4 UJs 118/26 TG", ["4 UJs 118/26 TG"]),
    ("de", "Geschäftszeichen\nIII.4-2026-0117\n\nBetreff: Auskunft", ["III.4-2026-0117"]),
    (
        "de",
        "Staatsanwaltschaft Rabenstein: 117 Js 40217/25\nTelefon: 0231/5550-12\nPostfach 10 22 33",
        ["117 Js 40217/25"],
    ),
    ("de", "Strafnummer: 046/2025/00312-001", ["046/2025/00312-001"]),
    ("de", "nach § 22 Abs. 1 TDDDG in dem Verfahren 12 Js 44/26 und § 110 StPO", ["12 Js 44/26"]),
    ("en", "Our reference: NTC 2614880 / INV-25-0443", ["NTC 2614880", "INV-25-0443"]),
    ("en", "Your ref: TICKET-8812      Our ref: R/25/19844", ["R/25/19844"]),
    ("en", "RE: INV. FILE NO. 77 OF 2025 - REQUEST FOR PARTICULARS", ["77 OF 2025"]),
    ("en", "MR No. 25-1306 - UNDER SEAL", ["25-1306"]),
    ("en", "CIVIL INVESTIGATIVE DEMAND\nCID No. 25-CP-1187\nBadge No. 4471", ["25-CP-1187"]),
    ("en", "A search warrant issued by the District Court, No. 25-mj-4412, is attached.", ["25-mj-4412"]),
    ("en", "Regulation (EU) 2023/1543\nForm AO 110 (Rev. 06/09)\nP.O. Box 12-345", []),
    ("en", "Reference this office letter No. CTD/2025/941 dated 14th October, 2025 and your reply thereto", []),
    ("en", "Tel: 020 7946 0018  Fax: 020 7946 0019\nDate: 12/03/2026", []),
    (
        "fr",
        "Code unité : 08841     N° PV : 00672     Année : 2025     N° dossier justice : 25/141/18",
        ["00672", "25/141/18"],
    ),
    ("fr", "Dossier n° 2025/061          Notices n° MA.20.98.1204/2025", ["2025/061", "MA.20.98.1204/2025"]),
    ("fr", "Votre réf. : 2025-88123\nNos réf. : 26.0031/HV", ["26.0031/HV"]),
    ("it", "N. 4412/25 R.G.N.R. mod. 21", ["4412/25 R.G.N.R."]),
    (
        "it",
        "DETERMINA CAUTELARE 0412/25/DDA\n\nVISTO il Regolamento allegato alla delibera n. 680/13/CONS;",
        ["0412/25/DDA"],
    ),
    (
        "es",
        "Procedimiento: DILIGENCIAS PRELIMINARES 214/2025\nN.I.G.: 41990 66 1 2025 0003381",
        ["214/2025", "41990 66 1 2025 0003381"],
    ),
    ("es", "Resolución número 81940 de 2025", ["81940 de 2025"]),
    ("pt", "Inquérito (NUIPC): 1187/25.3T9BRG          N/Referência: 189554321", ["1187/25.3T9BRG", "189554321"]),
    ("pt", "venho reiterar o ofício n.º 988/2026, até hoje sem resposta", []),
    ("nl", "Datum        Uw kenmerk   Ons kenmerk\n8 mei 2025   -            MKB/25-04417-D", ["MKB/25-04417-D"]),
    ("nl", "Proces-verbaalnr.    LEOI-2025214873\nTelefoonnr.          0314-555018", ["LEOI-2025214873"]),
    ("pl", "Sygn. akt: Km 1733/25  (w odpowiedzi należy podać sygnaturę)", ["Km 1733/25"]),
    ("pl", "Prokuratury Rejonowej (PR 2 Ds. 88.2026) dochodzenie w sprawie", ["PR 2 Ds. 88.2026"]),
    ("cs", "Naše značka: ČTÚ-44 806/2025-620/II. vyř.\nVaše značka: 2231/25", ["ČTÚ-44 806/2025-620/II. vyř."]),
    ("sk", "Číslo: 2 Pv 356/25/6615-14\nIČO: 12345678", ["2 Pv 356/25/6615-14"]),
    (
        "sv",
        "Datum        Dnr / Ert ärendenummer hos oss   Namn\n2025-05-06   202 414907-25/5413               Ida",
        ["202 414907-25/5413"],
    ),
    ("sv", "Handling 9\nÄrende AM-77214-25", ["AM-77214-25"]),
    (
        "da",
        "Rettens nr. SS 4-1908/2025 (R-sag)\nPolitiets nr. 4700-73112-00219-25",
        ["SS 4-1908/2025", "4700-73112-00219-25"],
    ),
    ("tr", "DEĞİŞİK İŞ NO : 2025/7719 D.İş\nSicil No: 88214", ["2025/7719 D.İş"]),
    ("tr", "Sayı   : 2025/88316 Soruşturma", ["2025/88316"]),
    ("ru", "ТРЕБОВАНИЕ № 14-22/5517", ["14-22/5517"]),
    ("ru", "03.07.2025 № 12/7-2088\nНа № 44-1 от 01.07.2025", ["12/7-2088"]),
    ("ru", "согласно Федеральному закону от 27.07.2006 № 149-ФЗ", []),
    ("uk", "Вих. № 61-АЗ від 20 жовтня 2025 р.", ["61-АЗ"]),
    (
        "uk",
        "внесеному до Єдиного реєстру досудових розслідувань за\n№ 12025170000000661, за ознаками",
        ["12025170000000661"],
    ),
    ("hi", "पत्रांक: साइ0था0/गोर0/2025-611\nविषय: मु0अ0सं0 0087/2025", ["साइ0था0/गोर0/2025-611", "0087/2025"]),
    ("ur", "مراسلہ نمبر: SO(J-I)/3-18/2025/6671-80", ["SO(J-I)/3-18/2025/6671-80"]),
    (
        "zh",
        "發文字號：新北檢永月114偵30877字第1149087766號\n一、本署偵辦114年度偵字第30877號詐欺案件",
        ["新北檢永月114偵30877字第1149087766號", "114年度偵字第30877號"],
    ),
    ("zh", "本處檔號：CCB/RN25004417\n電話：2860-5012", ["CCB/RN25004417"]),
    ("ja", "様式第49号\n南総生第3318号", ["南総生第3318号"]),
    ("de", "AZ        2D4-227-S-340 118/26\nDATUM     20.01.2026", ["2D4-227-S-340 118/26"]),
    ("de", "Aktenzeichen: JS-T 0219/26", ["JS-T 0219/26"]),
    ("de", "Bezug: Schreiben des LKA vom 02.03.2026, Az. 77 Js 9/25", []),
    ("da", "Straffesak nr. 16144771 114/26", ["16144771 114/26"]),
    ("de", "Verfahrensnummer: EV 2025/3381/KLE", ["EV 2025/3381/KLE"]),
    ("en", "Reference: Ministry of Interior letter No. 7/61/2025-Law dated 1 March 2026", []),
    ("en", "Our earlier letter of 1 February (ref. CU/2026/00388) went unanswered.", []),
    ("es", "Procedimiento: DILIGENCIAS PREVIAS PROC. ABREVIADO 1187/2025", ["1187/2025"]),
    ("es", "Diligències: 104822/2026 AT UTCVS\nData: 11/02/2026", ["104822/2026 AT UTCVS"]),
    ("fr", "P/23817/2025 - NRO                  Genève, le 4 mars 2026", ["P/23817/2025"]),
    ("it", "Proc. pen. n. 9081/2025 R.G.N.R. D.D.A.\nR.I.T. 377/2026", ["9081/2025 R.G.N.R. D.D.A.", "377/2026"]),
    ("it", "Prot. n. 12/4-2026", ["12/4-2026"]),
    ("pl", "Znak sprawy: RNG.405.17.2025.MZ", ["RNG.405.17.2025.MZ"]),
    ("de", "Az. der StA\t415 UJs\n30982/26\nSachbearbeitung\tThölke, KOKin", ["415 UJs 30982/26"]),
    ("fr", "N° parquet :\t26188\n000117\nNATINF :\t7875", ["26188000117"]),
    ("es", "N.I.G.: 49871 41 2\n2026 00\n03907\n\nDelito:", ["49871 41 2 2026 00 03907"]),
    ("pt", "REPRESENTAÇÃO (11541) Nº 0601\n877-42.2026.6.\n09.0000", ["0601877-42.2026.6.09.0000"]),
    ("cs", "Naše č. j.: KRPE-88214-\n            31/TČ-2026-\n            170371", ["KRPE-88214-31/TČ-2026-170371"]),
    ("sk", "Naša značka       Vybavuje\nSK/0519/          Mgr. Šuhajdová\n11/2026-\nOVD", ["SK/0519/11/2026-OVD"]),
    ("uk", "внесеному до ЄРДР за №\n120262405\n10000418 від 29.09.2026", ["12026240510000418"]),
    ("zh", "               临公(网安)调证字\n               〔2026〕0417号", ["临公(网安)调证字 〔2026〕0417号"]),
    ("es", "       S/REF.:   TPZ-2026-77\n       N/REF.:   Diligencias 2026/118\n", ["2026/118"]),
    ("es", "Nro. GS-2026-084417\nPuerto Laurel", ["GS-2026-084417"]),
    ("es", "DPA DILIGENCIAS PREVIAS PROC. ABREVIADO 0000812 /2026\nDelito: ESTAFA", ["0000812 /2026"]),
    ("pt", "Departamento de Investigação e Ação Penal - 2.ª Secção\n\nProcesso: 418/26.4JAPRT", ["418/26.4JAPRT"]),
    ("fr", "Formule 5.005\nSJ-984 (2024-03)\n\nORDONNANCE", []),
    ("de", "Unser Zeichen: 1844/26 IK-be\nIhr Zeichen: ABUSE-772104", ["1844/26 IK-be"]),
    ("de", "in Obhut, das Aktenzeichen hier ist 51.3-ION-0088/26. Bei der Polizei", ["51.3-ION-0088/26"]),
    ("no", "Saksnr. (anmeldelse)\n17118840 5512/26-4\n\nDato\n09.11.2026", ["17118840 5512/26-4"]),
    # Several of one label, a line each; what stands there alone and has no year is none.
    ("fr", "Nos réf. : SNE/2026/1187\n           SORA 2026-\n           44120\n", ["SNE/2026/1187", "SORA 2026-44120"]),
    ("de", "42 Gs 1877/26\n710 Js\n20931/26\n(Staatsanwaltschaft Lahnhaus)", ["42 Gs 1877/26", "710 Js 20931/26"]),
    ("it", "Prot. n. 118/2026\n         00184 Roma\n", ["118/2026"]),
    # What stands below a number and is no rest of it: a day, another row, a list, a telephone.
    ("de", "Geschäftszeichen: 118234\n22.10.2026", ["118234"]),
    ("de", "Vorgangsnummer: 2026118\n0049 30 118\nBerlin", ["2026118"]),
    ("en", "File No.: 118234\n118235\n118236", ["118234"]),
    ("en", "Our ref: 26/118\n2026", ["26/118"]),
    ("cs", "na návrh Okresního státního zastupitelství v Jedlové sp. zn. ZN 602/2026", []),
    # A register's sign that is spelled like a label; the same number twice, with its century and without it.
    ("cs", "Věc: trestní řízení\nSp. zn. 2 ZN 713/2026", ["2 ZN 713/2026"]),
    ("it", "N. 3315/2026 R.G.N.R.\nN. 3315/26 R.G.N.R.", ["3315/2026 R.G.N.R."]),
    ("pl", "Sygn. akt: II Kp 77/2026\nSygn. akt: II Kp 77/26", ["II Kp 77/2026"]),
    ("de", "Az.: 12 Js 44/26\nAz.: 12 Gs 44/26", ["12 Js 44/26", "12 Gs 44/26"]),
    # What is no number of a case: three digits alone, telephones, codes of forms, an act of the Union, a section.
    ("sv", "Diarienr 118", []),
    ("ur", "نمبر 0311-5550188", []),
    ("en", "Case No.: 555-555-0142", []),
    ("fr", "N° 2042-RK", []),
    ("it", "Rif. UE 2016/679", []),
    # The provider's own, with a remark behind its label.
    ("en", "Your reference (if known)\tMAIL-30417\nOur reference\t12/4417/26", ["12/4417/26"]),
    ("en", "Your reference (where given): MAIL-30417", []),
    # A year in words, and what the end of a line cuts in a Russian criminal case.
    ("hi", "प्रकीर्ण प्रार्थना पत्र संख्या 87 सन् 2026", ["87 सन् 2026"]),
    ("ru", "находится уголовное дело № 1260119000\n1000455, возбужденное 28.10.2026", ["12601190001000455"]),
    ("ru", "находится уголовное дело № 12601190001000455, возбужденное", ["12601190001000455"]),
    (
        "zh",
        "本署115年度他字第771號案件，業經法院核發115年度聲調字第31號調取票",
        ["115年度他字第771號", "115年度聲調字第31號"],
    ),
]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return reader.tables()


@pytest.mark.parametrize(("language", "text", "numbers"), OWN)
def test_a_number_is_known_by_where_it_stands(tables: Tables, language: str, text: str, numbers: list[str]) -> None:
    sheet = replace(page(text, tables), tables=tables.within((language,)))
    found, places = registers.numbers(sheet)
    assert list(found) == numbers
    assert len(places) == len(found)


def test_the_number_of_a_mails_subject_is_told_once() -> None:
    assert registers.together(["20251290"], ["20251290/MT"]) == ()
    assert registers.together(["IP 0913/2025", "7/26"], ["0913/2025"]) == ("7/26",)


HOSTILE = ["1/" * 50_000, "A1-" * 50_000, "№ 1" * 50_000, "Az.: " * 40_000, " \t|" * 50_000 + "1/2"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_all_numbers_is_read_all_the_same(tables: Tables, text: str) -> None:
    found, _ = registers.numbers(page(text, tables))
    assert len(found) < 1000
