"""The languages Meta takes templates in.

The list is Meta's (developers.facebook.com/documentation/business-messaging/whatsapp/templates/supported-languages, as
it stood on 2026-05-21). A code that is not on it (`qu`, `ht`, `pt` without a country) could never be approved.
"""

from typing import Final

KNOWN: Final = frozenset(
    """
    af sq ar ar_AE ar_EG ar_LB ar_MA ar_QA az be_BY bg bn bn_IN ca cs da de de_AT de_CH el en en_AE en_AU en_CA
    en_GB en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG en_UG en_US en_ZA es es_AR es_CL es_CO es_CR es_DO es_EC
    es_ES es_HN es_MX es_PA es_PE es_UY et fa fi fil fr fr_BE fr_CA fr_CH fr_CI fr_MA ga gu ha he hi hr hu id it
    ja ka kk kn ko ky_KG lo lt lv mk ml mr ms nb nl nl_BE pa pl prs_AF ps_AF pt_BR pt_PT ro ru rw_RW si_LK sk sl
    sr sv sw ta te th tr uk ur uz vi zh_CN zh_HK zh_TW zu
    """.split()
)


def near(code: str) -> list[str]:
    """Codes on the list that may be meant by one that is not: the same language, in another spelling or country."""
    spoken, country = (code.strip().replace("-", "_").partition("_")[part].casefold() for part in (0, 2))
    same = sorted(one for one in KNOWN if one.partition("_")[0] == spoken)
    exact = [one for one in same if one.partition("_")[2].casefold() == country]
    return exact or same
