"""Names of organisations and people in running words: capitalised words, and the legal form at an organisation's end."""

from __future__ import annotations

import re

FORMS = tuple(
    r"""
    Oyj? Ky Tmi ry r\.y\. rf Osk osuuskunta säätiö(?:\ sr)? AB(?:\ \(publ\))? Aktiebolag HB KB
    GmbH(?:\ &\ Co\.\ ?(?:KG|KGaA|OHG))? gGmbH AG(?:\ &\ Co\.\ ?KG)? SE(?:\ &\ Co\.\ ?KGaA)?
    KGaA KG OHG GbR UG(?:\ \(haftungsbeschränkt\))? e\.\ ?V\. eG e\.K\.
    S\.?A\.?S\.?U? S\.?A\.?R\.?L\.? S\.?A\.? SNC SCOP SCI GIE EURL
    Ltd\.? Limited LLP LLC L\.L\.C\. PLC Plc plc Inc\.? Incorporated Corp\.? Corporation Company
    ApS A/S AS ASA B\.?V\.? N\.?V\.? S\.p\.A\. S\.r\.l\.? S\.L\.U?\.? Sp\.\ z\ o\.o\. s\.r\.o\. UAB OÜ Lda\.?
    """.replace(r"\ ", "\x00").split()
)
_FORM = "|".join(FORMS).replace("\x00", " ")
_KEPT_STOP = re.compile(r"(?:e\. ?V|S\.A|S\.L|B\.V|N\.V|S\.p\.A|S\.r\.l|S\.A\.S)\.$")
_WORD = r"[A-ZÀ-ÖØ-Þ0-9][\w&'’+!-]*(?:\.[\w-]+)*"
_LINK = r"(?:&|\+|of|the|and|for|de|des|du|la|le|les|et|l'|d'|für|der|die|das|und|och|ja|i|von)"
_MIXED = r"[a-zåäö][\w-]*[A-Z.]\w*"
_COUNTRY = r"(?: [A-Z][\w-]+(?= \(|,|$))?"
_WITH_FORM = re.compile(rf"(?:{_WORD}|{_MIXED})(?:[ ,]+(?:{_WORD}|{_LINK}|\([A-Z][\w ]*\)))*?,? (?:{_FORM})(?![\w&]){_COUNTRY}")
_BODY = (
    "kaupunki|kunta|kuntayhtymä|yliopisto|ammattikorkeakoulu|hyvinvointialue|virasto|laitos|keskus|liitto|yhdistys|säätiö|seurakunta|osuuskauppa"
    "|kommun|stad|universitet|högskola|förening|stiftelse|förbund|University|City|Council|Foundation|Association|Institute|Universität|Hochschule"
)
_BODY_OF = (
    "University|City|Municipality|Region|Universität|Hochschule|Stadt|Landkreis|Land|Gemeinde|Université|Ville|Région|Département|Centre|Institut"
    "|Institute|Stiftelsen|Föreningen|Stiftung|Association|Fondation|Fédération|Syndicat|Mutuelle|Caisse|Chambre|Hospices|Federation|Foundation"
)
_PUBLIC = re.compile(rf"(?!(?:The|Our|An?) )(?:{_WORD} )+(?:{_BODY})\b|(?:{_BODY_OF})(?: (?:{_LINK}|{_WORD}))* ?{_WORD}")
_ENDING = re.compile(rf"(?<!\w)(?:{_FORM})(?:,? )(?=[A-ZÀ-ÖØ-Þ\d])")
_NAME = re.compile(rf"{_WORD}(?: (?:(?:{_LINK} )*{_WORD}))*")
_TITLE = r"(?:(?:Dr|Prof|Herr|Frau|M|Mme|Mr|Ms|Mrs)\.? )?"
_PERSON = re.compile(rf"\W*({_TITLE}[A-ZÀ-ÖØ-Þ][\w'’-]+(?: [A-ZÀ-ÖØ-Þ][\w'’-]+){{1,3}})(?=$|[\s,;:.(|])")
_NO_NAMES = """
    the we us our you your data controller company service services website site personal privacy policy notice gdpr dsgvo rgpd eu eea ue regulation
    article art protection officer contact who what it they he she this that these at in as for by if when unless where within under each both
    depending customer customers user users member members client clients processor processing general union european name address legal
    die der das wir uns im nach firma unternehmen verantwortliche verantwortlicher sie ihre personenbezogene datenschutz kunde kunden
    la le les l' nous vous notre votre vos données responsable traitement société association
    vi bolaget dina personuppgiftsansvarig personuppgifter europeiska namn adress
    organisme l'organisme établissement l'établissement l'utilisateur utilisateur l'éditeur éditeur l'entreprise entreprise client le bank banks group
    gesellschaft stelle betreiber anbieter banken koncernen företaget organisation organisationen rekisteröity asiakas
    me rekisterinpitäjä rekisterinpitäjänä henkilötietojen yhtiö yritys nimi osoite nom
"""
NO_NAMES = frozenset(_NO_NAMES.split())
_NUMBER = re.compile(r"[IVX]+|\d[\d.]*")
_REACH = 90
_LONGEST = 600


def company(words: str) -> str | None:
    """The organisation that words begin with, where its legal form or kind is in its name."""
    for kind in (_WITH_FORM, _PUBLIC):
        found = kind.search(words[:_REACH])
        if found and not words[: found.start()].strip(" :,\"'(*–-"):
            return _tidy(found.group())
    return None


def first_organisation(words: str) -> str | None:
    """The organisation that words begin with, or the first with a legal form in them; None where there is none."""
    if named := company(words):
        return named
    plain = _NAME.match(words[:_REACH].lstrip(" :,\"'(*"))
    name = _tidy(plain.group()) if plain else None
    if name and _is_name(name):
        return name
    found = _WITH_FORM.search(words[:_REACH])
    return _tidy(found.group()) if found else None


def last_organisation(words: str) -> str | None:
    """The organisation that words end with, or the last with a legal form in them; None where there is none."""
    words = words[-_LONGEST:]
    for kind in (_WITH_FORM, _PUBLIC):
        if every := list(kind.finditer(words)):
            return _tidy(every[-1].group())
    names = [match for match in _NAME.finditer(words) if not words[match.end() :].strip(" ,\"')*–-")]
    name = _tidy(names[-1].group()) if names else None
    return name if name and _is_name(name) else None


def person(words: str) -> str | None:
    """The name of a person that words begin with: two to four capitalised words, no organisation."""
    found = _PERSON.match(words[:_REACH])
    return found.group(1) if found and not _WITH_FORM.match(found.group(1)) and _is_name(found.group(1)) else None


def without_company(words: str) -> str:
    """The words after the last legal form in them ("Acme Oy, Alppikatu 17")."""
    found = list(_ENDING.finditer(words))
    return words[found[-1].end() :] if found else words


def _tidy(name: str) -> str | None:
    words = name.split(" ")
    while len(words) > 1 and words[0].casefold() in NO_NAMES:
        words = words[1:]
    name = " ".join(words)
    bare = name.strip(" ,.;:\"'")
    return f"{bare}." if _KEPT_STOP.search(name) else bare or None


def _is_name(name: str) -> bool:
    return len(name) > 1 and not _common(name.split(maxsplit=1)[0])


def _common(word: str) -> bool:
    return word.strip(",.").casefold() in NO_NAMES or _NUMBER.fullmatch(word) is not None
