"""The eleven tables of a DSA report, Annex I to Implementing Regulation (EU) 2024/2835, as the Union published them.

Columns, indicators and even the spaces at the end of some are those of the English CSV templates (© European Union,
CC BY 4.0); a test compares every byte.
"""

import csv
import io
from functools import cache
from typing import Final, TypeAlias

from transparency.forms.dsa_categories import CATEGORIES

Rows: TypeAlias = tuple[tuple[str, ...], ...]

PERIOD: Final = "YYYY-MM-DD/YYYY-MM-DD"
TOTAL: Final = "TOTAL"
STATES: Final = "AT, […], SE"
OPEN: Final = frozenset({STATES, "[...]", "AT", "SE", "bg", "sv"})
"""Scopes by which the template shows that States or languages follow."""
OTHER: Final = "KEYWORD_OTHER"
OTHER_TEXT: Final = 'Text to detail the "Other" keyword.'
CATEGORY: Final = "STATEMENT_CATEGORY_"
NOT_SPECIFIED_ORDER: Final = "STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER"
NOT_SPECIFIED_NOTICE: Final = "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"
OTHER_TERMS: Final = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
ALL: Final = "All"
HOSTING: Final = "Only for providers of hosting services, including online platforms"

NAMES: Final = {
    1: "summary",
    2: "categories_names",
    3: "member_states_orders",
    4: "notices",
    5: "own_initiative_illegal",
    6: "own_initiative_TC",
    7: "appeals_and_recidivism",
    8: "automated_means",
    9: "human_resources",
    10: "AMAR",
    11: "qualitative",
}
LEAVES_OUT: Final = {
    3: (OTHER_TERMS, NOT_SPECIFIED_NOTICE),
    4: (OTHER_TERMS, NOT_SPECIFIED_ORDER),
    5: (OTHER_TERMS, NOT_SPECIFIED_ORDER, NOT_SPECIFIED_NOTICE),
    6: (NOT_SPECIFIED_ORDER, NOT_SPECIFIED_NOTICE),
}
"""Categories that do not stand in a part: of terms in one of illegal content, of orders in one of notices."""

_HEADS: Final = '''\
Applicability,Service,Indicator,Value
Category label,Category description,Category of illegal content / incompatible with the terms and conditions,Contextual information
Applicability,Service,Reporting period,Category of illegal content,"Description of the sub-category ""Other""",Scope,Number of orders to act against illegal content received,Number of specific items of information included in the total number of orders to act against illegal content,Median time to inform the authority of the receipt of the order to act against illegal content,Median time to give effect to the order to act against illegal content,Number of orders to provide information,Median time to inform the authority of the receipt of the order to provide information,Median time to give effect to the order to provide information,Contextual information on number of orders to act against illegal content received,Contextual information on number of specific items of information included in the total number of orders to act against illegal content,Contextual information on Median time to inform the authority of the receipt of the order to act against illegal content,Contextual information on Median time to give effect to the order to act against illegal content,Contextual information on Number of orders to provide information,Contextual information on Median time to inform the authority of the receipt of the order to provide information,Contextual information on Median time to give effect to the order to provide information
Applicability,Service,Reporting period,Category of illegal content,"Description of the sub-category ""Other""",Number of notices received ,Number of notices received from Trusted flaggers,Number of specific items of information included in the total number of notices,Number of specific items of information included in the total number of notices by Trusted Flaggers (Trusted Flagger notices),Median time to take action,Median time to take action (Trusted Flagger notices),Number of actions taken on the basis of the law,Number of actions taken on the basis of the law (Trusted Flagger notices),Number of actions taken on the basis of the terms and conditions of the service,Number of actions taken on the basis of the terms and conditions of the service (Trusted Flagger notices),Contextual information on Number of notices received ,Contextual information on Number of notices received from Trusted flaggers,Contextual information on Number of specific items of information included in the total number of notices,Contextual information on Number of specific items of information included in the total number of notices by Trusted Flaggers (Trusted Flagger notices),Contextual information on Median time to take action,Contextual information on Median time to take action (Trusted Flagger notices),Contextual information on Number of actions taken on the basis of the law,Contextual information on Number of actions taken on the basis of the law (Trusted Flagger notices),Contextual information on Number of actions taken on the basis of the terms and conditions of the service,Contextual information on Number of actions taken on the basis of the terms and conditions of the service (Trusted Flagger notices)
Applicability,Service,Reporting period,Category of illegal content,"Description of the sub-category ""Other""",Number of measures taken at the provider's own initiative ,Number of measures taken after detection with solely automated means ,Visibility restriction Removal,Visibility restriction Disable,Visibility restriction Demoted,Visibility restriction Age restricted,Visibility restriction Interaction restricted,Visibility restriction Labelled ,Visibility restriction Other,Monetary restriction Suspension,Monetary restriction Termination,Monetary restriction Other,Provision of the service Suspension,Provision of the service Termination,Account restriction Suspension,Account restriction Termination,Contextual Information on Number of measures taken at the provider's own initiative ,Contextual Information on Number of measures taken after detection with solely automated means ,Contextual Information on Visibility restriction Removal,Contextual Information on Visibility restriction Disable,Contextual Information on Visibility restriction Demoted,Contextual Information on Visibility restriction Age restricted,Contextual Information on Visibility restriction Interaction restricted,Contextual Information on Visibility restriction Labelled ,Contextual Information on Visibility restriction Other,Contextual Information on Monetary restriction Suspension,Contextual Information on Monetary restriction Termination,Contextual Information on Monetary restriction Other,Contextual Information on Provision of the service Suspension,Contextual Information on Provision of the service Termination,Contextual Information on Account restriction Suspension,Contextual Information on Account restriction Termination
Applicability,Service,Reporting period,Category of incompatibility with the provider's terms and conditions,"Description of the sub-category ""Other""",Number of measures taken at the provider's own initiative ,Number of measures taken after detection with solely automated means ,Visibility restriction Removal,Visibility restriction Disable,Visibility restriction Demoted,Visibility restriction Age restricted,Visibility restriction Interaction restricted,Visibility restriction Labelled ,Visibility restriction Other,Monetary restriction Suspension,Monetary restriction Termination,Monetary restriction Other,Provision of the service Suspension,Provision of the service Termination,Account restriction Suspension,Account restriction Termination,Contextual Information on Number of measures taken at the provider's own initiative ,Contextual Information on Number of measures taken after detection with solely automated means ,Contextual Information on Visibility restriction Removal,Contextual Information on Visibility restriction Disable,Contextual Information on Visibility restriction Demoted,Contextual Information on Visibility restriction Age restricted,Contextual Information on Visibility restriction Interaction restricted,Contextual Information on Visibility restriction Labelled ,Contextual Information on Visibility restriction Other,Contextual Information on Monetary restriction Suspension,Contextual Information on Monetary restriction Termination,Contextual Information on Monetary restriction Other,Contextual Information on Provision of the service Suspension,Contextual Information on Provision of the service Termination,Contextual Information on Account restriction Suspension,Contextual Information on Account restriction Termination
Applicability,Service,Reporting period,Section,Indicator,Scope,Value,Contextual Information
Applicability,Service,Reporting period,Section,Indicator,Scope,Value,Contextual Information
Applicability,Service,Reporting period,Section,Indicator,Scope,Value,Contextual information
Applicability,Service,Reporting period,Section,Indicator,Scope,Value
Applicability,Service,Reporting period,Indicator,Value
'''  # noqa: E501 - the Union's own words
_FIXED: Final = {
    1: """\
All,,Name of the service provider,Text
All,,Date of the publication of the report,YYYY-MM-DD
All,,Date of the publication of the latest previous report,YYYY-MM-DD
All,,Starting date of reporting period,YYYY-MM-DD
All,,Ending date of reporting period,YYYY-MM-DD
""",
    7: """\
All,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Number of complaints submitted to the internal-complaints mechanism,Total number,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Number of complaints submitted to the internal-complaints mechanism,Decisions upheld,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Number of complaints submitted to the internal-complaints mechanism,Decisions partially reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Number of complaints submitted to the internal-complaints mechanism,Decisions reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Number of complaints submitted to the internal-complaints mechanism,Median time,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Number of complaints submitted to the internal-complaints mechanism,Decision omitted,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Number of restrictions newly imposed as a result of an internal complaint,Total number,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to remove or disable access to or restrict visibility of information,Total number,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to remove or disable access to or restrict visibility of information,Decisions upheld,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to remove or disable access to or restrict visibility of information,Decisions partially reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to remove or disable access to or restrict visibility of information,Decisions reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to remove or disable access to or restrict visibility of information,Median time,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to suspend or terminate the provision of the service,Total number,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to suspend or terminate the provision of the service,Decisions upheld,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to suspend or terminate the provision of the service,Decisions partially reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to suspend or terminate the provision of the service,Decisions reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to suspend or terminate the provision of the service,Median time,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to suspend or terminate an account ,Total number,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to suspend or terminate an account ,Decisions upheld,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to suspend or terminate an account ,Decisions partially reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to suspend or terminate an account ,Decisions reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to suspend or terminate an account ,Median time,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to restrict the ability to monetise information,Total number,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to restrict the ability to monetise information,Decisions upheld,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to restrict the ability to monetise information,Decisions partially reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to restrict the ability to monetise information,Decisions reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision to restrict the ability to monetise information,Median time,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision not to take action on a notice submitted in accordance with Article 16,Total number,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision not to take action on a notice submitted in accordance with Article 16,Decisions upheld,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision not to take action on a notice submitted in accordance with Article 16,Decisions partially reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision not to take action on a notice submitted in accordance with Article 16,Decisions reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision not to take action on a notice submitted in accordance with Article 16,Median time,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision not to take action on a notice submitted by a Trusted Flagger in accordance with Article 16,Total number,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision not to take action on a notice submitted by a Trusted Flagger in accordance with Article 16,Decisions upheld,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision not to take action on a notice submitted by a Trusted Flagger in accordance with Article 16,Decisions partially reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision not to take action on a notice submitted by a Trusted Flagger in accordance with Article 16,Decisions reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Internal complaints mechanism,Complaint regarding a decision not to take action on a notice submitted by a Trusted Flagger in accordance with Article 16,Median time,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Out-of-court dispute settlement bodies,Number of disputes submitted to out-of-court dispute settlement bodies,Total number,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Out-of-court dispute settlement bodies,Number of disputes submitted to out-of-court dispute settlement bodies,Decisions upheld,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Out-of-court dispute settlement bodies,Number of disputes submitted to out-of-court dispute settlement bodies,Decisions partially reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Out-of-court dispute settlement bodies,Number of disputes submitted to out-of-court dispute settlement bodies,Decisions reversed,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Out-of-court dispute settlement bodies,Number of disputes submitted to out-of-court dispute settlement bodies,Median time,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Out-of-court dispute settlement bodies,Number of disputes submitted to out-of-court dispute settlement bodies,Decision omitted,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Out-of-court dispute settlement bodies,Number of disputes submitted to out-of-court dispute settlement bodies,Percentage of outcomes implemented,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Suspensions imposed on repeated offenders,Number of suspensions enacted for the provision of manifestly illegal content ,Total number,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Suspensions imposed on repeated offenders,Number of suspensions enacted for the provision of manifestly unfounded notices,Total number,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Suspensions imposed on repeated offenders,Number of suspensions enacted for the provision of manifestly unfounded complaints,Total number,,
""",  # noqa: E501 - the Union's own words
    8: """\
All,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of measures solely taken by automated means ,Total number,,
All,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of measures not taken by automated means,Total number,,
All,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Accuracy,Total number,,
All,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Precision,Total number,,
All,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Recall,Total number,,
All,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of measures solely taken by automated means ,Own-initiative ,,
All,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of measures not taken by automated means,Own-initiative ,,
All,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Accuracy,Own-initiative ,,
All,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Precision,Own-initiative ,,
All,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Recall,Own-initiative ,,
"Only for providers of hosting services, including online platforms",,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of notices solely processed by automated means ,NAM Total,,
"Only for providers of hosting services, including online platforms",,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of notices not processed by automated means,NAM Total,,
"Only for providers of hosting services, including online platforms",,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Accuracy,NAM Total,,
"Only for providers of hosting services, including online platforms",,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Precision,NAM Total,,
"Only for providers of hosting services, including online platforms",,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Recall,NAM Total,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of notices solely processed by automated means ,NAM Trusted Flagger,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of notices not processed by automated means,NAM Trusted Flagger,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Accuracy,NAM Trusted Flagger,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Precision,NAM Trusted Flagger,,
Only for providers of online platforms,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Recall,NAM Trusted Flagger,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of measures solely taken by automated means ,bg,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of measures solely taken by automated means ,[...],,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of measures solely taken by automated means ,sv,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of measures not taken by automated means,bg,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of measures not taken by automated means,[...],,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Number of measures not taken by automated means,sv,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Accuracy,bg,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Precision,[...],,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Recall,sv,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Accuracy,bg,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Precision,[...],,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Recall,sv,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Accuracy,bg,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Precision,[...],,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Use of automated means for content moderation,Accuracy of the automated means - Recall,sv,,
""",  # noqa: E501 - the Union's own words
    9: """\
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Human resources dedicated to content moderation ,Number of internal moderators employed by the provider,Total number,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Human resources dedicated to content moderation ,Number of external moderators contracted by the provider,Total number,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Human resources dedicated to content moderation ,Number of total moderators with sufficient linguistic expertise ,Total number,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Human resources dedicated to content moderation ,Number of total moderators with sufficient linguistic expertise ,bg,,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Human resources dedicated to content moderation ,Number of total moderators with sufficient linguistic expertise ,[...],,
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Human resources dedicated to content moderation ,Number of total moderators with sufficient linguistic expertise ,sv,,
""",  # noqa: E501 - the Union's own words
    10: """\
Only for VLOPs and VLOSEs,,YYYY-MM-DD/YYYY-MM-DD,AMAR,Number of average monthly active recipients during the reporting period ,TOTAL,
Only for VLOPs and VLOSEs,,YYYY-MM-DD/YYYY-MM-DD,AMAR,Number of average monthly active recipients during the reporting period ,AT,
Only for VLOPs and VLOSEs,,YYYY-MM-DD/YYYY-MM-DD,AMAR,Number of average monthly active recipients during the reporting period ,[...],
Only for VLOPs and VLOSEs,,YYYY-MM-DD/YYYY-MM-DD,AMAR,Number of average monthly active recipients during the reporting period ,SE,
""",  # noqa: E501, RUF001 - the Union's own words
    11: """\
All,,YYYY-MM-DD/YYYY-MM-DD,Summary of the content moderation engaged in at the providers’ own initiative,Free text
All,,YYYY-MM-DD/YYYY-MM-DD,Meaningful and comprehensible information regarding content moderation engaged in at the providers' own initiative,Free text
All,,YYYY-MM-DD/YYYY-MM-DD,Qualitative description of the automated means,Free text
All,,YYYY-MM-DD/YYYY-MM-DD,Qualitative description of indicators of accuracy and possible rate of error of automated means,Free text
All,,YYYY-MM-DD/YYYY-MM-DD,Specification of the precise purposes to apply automated means,Free text
All,,YYYY-MM-DD/YYYY-MM-DD,Safeguards applied to the use of automated means,Free text
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,High-level description of the content moderation governance structure,Free text
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Qualifications of the human resources dedicated to content moderation,Free text
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Training given to human resources dedicated to content moderation,Free text
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Support given to human resources dedicated to content moderation ,Free text
Only for VLOPs,,YYYY-MM-DD/YYYY-MM-DD,Methodology used to compute the number of human resources dedicated to content moderation  ,Free text
""",  # noqa: E501, RUF001 - the Union's own words
}


def _read(text: str) -> Rows:
    return tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline="")))


@cache
def head(part: int) -> tuple[str, ...]:
    """The columns of a part."""
    return _read(_HEADS)[part - 1]


@cache
def categories(part: int) -> tuple[tuple[str, str], ...]:
    """Category and code of each row of parts 3 to 6; a category's own row has it twice."""
    rows: list[tuple[str, str]] = []
    category = ""
    for _, _, code in (line.split("|") for line in CATEGORIES.splitlines()):
        if code == TOTAL or code.startswith(CATEGORY):
            category = code
        if category not in LEAVES_OUT[part]:
            rows.append((category, code))
    return tuple(rows)


@cache
def rows(part: int) -> Rows:
    """The rows of a part, with the template's own placeholders."""
    if part in _FIXED:
        return _read(_FIXED[part])
    if part == 2:  # noqa: PLR2004 - the number of a part
        lines = [line.split("|") for line in CATEGORIES.splitlines()]
        return tuple((*line, " " if line[0] == "Category 4" else "") for line in lines)
    blank = len(head(part)) - (6 if part == 3 else 5)  # noqa: PLR2004 - the number of a part
    scopes = ((TOTAL,), (STATES,)) if part == 3 else ((),)  # noqa: PLR2004 - the number of a part
    who = HOSTING if part == 4 else ALL  # noqa: PLR2004 - the number of a part
    return tuple(
        (who, "", PERIOD, code, OTHER_TEXT if code == OTHER else "", *scope, *[""] * blank)
        for scope in scopes
        for _, code in categories(part)
    )
