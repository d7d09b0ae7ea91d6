"""A FollowTheMoney dataset of ten invented entities that uses every property of the schemata it has."""

from __future__ import annotations

import json
from typing import Any

# One value for each property that is no identifier and no date; every text is invented.
_TEXTS = {
    "Thing": "summary description sourceUrl wikipediaUrl wikidataId keywords notes publisher publisherUrl alias weakAlias"
    " previousName program programId createdAt modifiedAt retrievedAt topics address alephUrl indexText proof",
    "LegalEntity": "abbreviation email phone website legalForm status sector classification mainCountry"
    " opencorporatesUrl icijId license licenseNumber bvdId uniqueEntityId npiCode swiftBic vatCode dunsCode okpoCode idNumber"
    " taxNumber registrationNumber taxStatus incorporationDate dissolutionDate jurisdiction parent innCode ogrnCode leiCode",
    "Organization": "cageCode permId imoNumber giiNumber uscCode",
    "Company": "voenCode coatoCode irsCode ipoCode cikCode jibCode mbsCode ibcRuc caemCode kppCode fnsCode fssCode okvedCode"
    " okopfCode fiasId pfrNumber oksmCode isinCode ticker ricCode bikCode amount amountEur amountUsd capital currency",
    "Person": "title firstName secondName middleName fatherName motherName lastName nameSuffix birthPlace position education"
    " gender ethnicity religion political profession passportNumber socialSecurityNumber appearance height weight eyeColor"
    " hairColor spokenLanguage",
}
_KINDS = {
    "Person": ("Thing", "LegalEntity", "Person"),
    "Organization": ("Thing", "LegalEntity", "Organization"),
    "Company": ("Thing", "LegalEntity", "Organization", "Company"),
}
_SAID = {
    "country": "ru",
    "mainCountry": "ru",
    "jurisdiction": "ru",
    "nationality": "ru",
    "citizenship": "ru",
    "birthCountry": "ru",
    "topics": "sanction",
    "incorporationDate": "1991-02-03",
    "dissolutionDate": "2024-02-03",
    "gender": "female",
    "sourceUrl": "https://example.org/source",
    "opencorporatesUrl": "https://opencorporates.com/companies/xx/{n}00917",
    "website": "https://{n}.example.org",
    "email": "office@{n}.example.org",
    "swiftBic": "INVNRUM{n}",
    "imoNumber": "IMO 94{n}0713",
    "isinCode": "XS0{n}88172206",
}
DATES = {
    "first_seen": "2023-04-20T18:00:25",
    "last_seen": "2026-11-01T00:00:00",
    "last_change": "2024-01-01T00:00:00",
}


def entity(id_: str, schema: str, nth: int, /, **properties: list[str]) -> dict[str, Any]:
    """An entity with every property of its schema, of which those given say what they say."""
    names = " ".join(_TEXTS[kind] for kind in _KINDS.get(schema, ())).split()
    filled = {name: [_SAID.get(name, f"{name} {nth}{len(name)}0731").format(n=nth)] for name in names}
    return {
        "id": id_,
        "caption": properties.get("name", [id_])[0],
        "schema": schema,
        "properties": {**filled, **properties},
        "datasets": ["invented_source"],
        "referents": [f"old-{id_}"],
        "target": schema in _KINDS,
        **DATES,
    }


def whole_dataset() -> list[dict[str, Any]]:
    """Ten entities: three persons, two companies, an organisation, and what joins and describes them."""
    place = {"country": ["ru"]}
    return [
        entity(
            "iv-p1",
            "Person",
            1,
            name=["Perpetua Quillfeather"],
            birthDate=["1965-03-07"],
            deathDate=["2020-01-02"],
            innCode=["500100732259"],
            nationality=["ru"],
            citizenship=["ru"],
            birthCountry=["ru"],
            topics=["sanction"],
            address=["1 Harbour Street, Alder"],
            addressEntity=["iv-a1"],
            **place,
        ),
        entity("iv-p2", "Person", 2, name=["Ludovic Ormsby"], birthDate=["1970"], **place),
        entity(
            "iv-c1",
            "Company",
            3,
            name=["Alder Merrow Turbine Works"],
            jurisdiction=["ru"],
            innCode=["7707083893"],
            ogrnCode=["1027700132195"],
            leiCode=["5493001KJTIIGC8Y1R12"],
            addressEntity=["iv-a1"],
            parent=["iv-o1"],
            **place,
        ),
        entity(
            "iv-c2", "Company", 4, name=["Gorse Tansley Propellant Combine"], uscCode=["91110000MA005UCQ5P"]
        ),
        entity(
            "iv-o1",
            "Organization",
            5,
            name=["Wexcombe Gyroscope Bureau of Hazel"],
            addressEntity=["iv-a1"],
            **place,
        ),
        entity(
            "iv-own",
            "Ownership",
            6,
            owner=["iv-p1"],
            asset=["iv-c1"],
            percentage=["51"],
            sharesCount=["510"],
            sharesValue=["1000"],
            sharesCurrency=["RUB"],
            sharesType=["ordinary"],
            legalBasis=["deed"],
            ownershipType=["direct"],
            role=["holder"],
            status=["active"],
            startDate=["2001-01-01"],
            endDate=["2019-01-01"],
            summary=["more than half"],
            description=["by deed"],
            date=["2001-02-03"],
            recordId=["R-6"],
            sourceUrl=["https://example.org/6"],
            publisher=["Register of Invention"],
            publisherUrl=["https://example.org"],
            modifiedAt=["2024-01-01"],
            retrievedAt=["2024-01-02"],
            proof=["iv-doc"],
        ),
        entity(
            "iv-dir",
            "Directorship",
            7,
            director=["iv-p1"],
            organization=["iv-c1"],
            role=["General director"],
            secretary=["no"],
            startDate=["2002-01-01"],
        ),
        entity(
            "iv-san",
            "Sanction",
            8,
            entity=["iv-p1"],
            authority=["Invented authority"],
            authorityId=["IA-8"],
            unscId=["IVi.008"],
            program=["Invented programme"],
            programUrl=["https://example.org/programme"],
            provisions=["Asset freeze"],
            status=["Active"],
            duration=["365"],
            reason=["Invented reason"],
            country=["xx"],
            listingDate=["2022-02-24"],
            startDate=["2022-02-25"],
        ),
        entity(
            "iv-pass",
            "Passport",
            9,
            holder=["iv-p2"],
            number=["75 1234509"],
            passportNumber=["75 1234509"],
            gender=["male"],
            birthPlace=["Alder"],
            endDate=["2025-01-01"],
            recordId=["R-9"],
            type=["diplomatic"],
            country=["ru"],
            authority=["Ministry of Invention"],
            personalNumber=["PN-443-9"],
            startDate=["2015-01-01"],
            birthDate=["1970"],
            surname=["Ormsby"],
            givenName=["Ludovic"],
        ),
        entity(
            "iv-a1",
            "Address",
            10,
            full=["1 Harbour Street, Alder"],
            street=["1 Harbour Street"],
            street2=["Floor 2"],
            city=["Alder"],
            postalCode=["100100"],
            postOfficeBox=["17"],
            region=["North"],
            state=["Elder"],
            country=["ru"],
            latitude=["55.1"],
            longitude=["37.1"],
            remarks=["at the harbour"],
        ),
    ]


def as_lines(entities: list[dict[str, Any]]) -> str:
    """The dataset as a file of JSON lines."""
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in entities)
