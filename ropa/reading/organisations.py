"""Names of organisations in running words: capitalised words, and the legal form at their end."""

from __future__ import annotations

import re

FORMS = (
    r"Oyj?|Ky|Tmi|ry|r\.y\.|rf|Osk|osuuskunta|säätiö(?: sr)?|AB(?: \(publ\))?|Aktiebolag|HB|KB|GmbH(?: & Co\. ?(?:KG|KGaA|OHG))?|gGmbH|AG(?: & Co\. ?KG)?|SE(?: & Co\. ?KGaA)?"
    r"|KGaA|KG|OHG|GbR|UG(?: \(haftungsbeschränkt\))?|e\. ?V\.|eG|e\.K\.|S\.?A\.?S\.?U?|SASU|S\.?A\.?R\.?L\.?|S\.?A\.|SA|SNC|SCOP|SCI|GIE|EURL"
    r"|Ltd\.?|Limited|LLP|LLC|L\.L\.C\.|PLC|Plc|plc|Inc\.?|Incorporated|Corp\.?|Corporation|Company|ApS|A/S|AS|ASA|B\.?V\.?|N\.?V\.?|S\.p\.A\.|S\.r\.l\.?|S\.L\.U?\.?|Sp\. z o\.o\.|s\.r\.o\.|UAB|OÜ|Lda\.?"
)
_WORD = r"[A-ZÀ-ÖØ-Þ0-9][\w&'’+!-]*(?:\.[\w-]+)*"
_LINK = r"(?:&|\+|of|the|and|for|de|des|du|la|le|les|et|l'|d'|für|der|die|das|und|och|ja|i|von)"
_WITH_FORM = re.compile(rf"(?:{_WORD}|[a-zåäö][\w-]*[A-Z.]\w*)(?:[ ,]+(?:{_WORD}|{_LINK}|\([A-Z][\w ]*\)))*?,? (?:{FORMS})(?![\w&])(?: [A-Z][\w-]+(?= \(|,|$))?")
_NAME = re.compile(rf"{_WORD}(?: (?:(?:{_LINK} )*{_WORD}))*")
_LEADING = re.compile(
    r"(?:The|We|At|In|As|For|By|Our|This|Your|Within|Under|Data|Controller|Company|Name|GDPR|EU|Die|Der|Das|Wir|Im|Nach|Firma|Verantwortlicher?|La|Le|Les|L'|Nous|Société"
    r"|Vi|Personuppgiftsansvarig|Bolaget|Rekisterinpitäjä|Rekisterinpitäjänä|Me|Yhtiö|Yritys|Nimi|Namn|Nom|Article|Art|Regulation|Privacy|Policy|Notice|Contact|Address|Legal|You|If|When|Unless|Where"
    r"|société|company|firm|association|Association) "
)
_NO_NAME = re.compile(
    r"(?:The|We|Us|Our|You|Your|Data|Controller|Company|Service|Services|Website|Site|Personal|Privacy|Policy|Notice|GDPR|DSGVO|RGPD|EU|EEA|UE|Regulation|Article|Art|Protection|Officer|Contact|Who|What|It|"
    r"They|He|She|This|That|These|Wir|Uns|Unternehmen|Verantwortlicher?|Sie|Ihre|Personenbezogene|Datenschutz|Nous|Vous|Notre|Votre|Vos|Données|Responsable|Traitement|Vi|Dina|Personuppgiftsansvarig|"
    r"Personuppgifter|Me|Rekisterinpitäjä|Henkilötietojen|Yhtiö|Adress|Address|Osoite|Name|Nimi|Namn|Nom|General|Union|European|Europeiska|In|As|For|If|When|Each|Both|Depending|Customer|Customers|User|Users|Member|Members|Client|Clients|Kunde|Kunden|Processor|Processing|[IVX]+|\d[\d.]*)"
)
_LONGEST = 90


def first_organisation(words: str) -> str | None:
    """The organisation that words begin with, or the first with a legal form in them; None where there is none."""
    if named := company(words):
        return named
    found = _WITH_FORM.search(words[:_LONGEST])
    plain = _NAME.match(words.lstrip(" :,\"'(*"))
    name = _tidy(plain.group()) if plain else None
    if name and _is_name(name):
        return name
    return _tidy(found.group()) if found else None


def company(words: str) -> str | None:
    """The organisation that words begin with, where it has a legal form."""
    found = _WITH_FORM.search(words[:_LONGEST])
    return _tidy(found.group()) if found and not words[: found.start()].strip(" :,\"'(*–-") else None


def last_organisation(words: str) -> str | None:
    """The organisation that words end with, or the last with a legal form in them; None where there is none."""
    every = list(_WITH_FORM.finditer(words))
    if every:
        return _tidy(every[-1].group())
    names = [match for match in _NAME.finditer(words) if not words[match.end() :].strip(" ,\"')*–-")]
    name = _tidy(names[-1].group()) if names else None
    return name if name and _is_name(name) else None


def _tidy(name: str) -> str | None:
    while (lead := _LEADING.match(name)) is not None:
        name = name[lead.end() :]
    return name.strip(" ,.;:\"'") + ("." if re.search(r"(?:e\. ?V|S\.A|S\.L|B\.V|N\.V|Inc|S\.p\.A|S\.r\.l|S\.A\.S|Ltd|Corp)\.$", name) else "") or None


def _is_name(name: str) -> bool:
    words = name.split()
    return len(name) > 1 and not all(_NO_NAME.fullmatch(word.strip(",.")) for word in words) and not _NO_NAME.fullmatch(words[0])
