"""Every fetched list in its publisher's own format: for guards to judge and for the full update to take.

What a publisher prints beside names (addresses, remarks, numbers) is there too, so that a file has about the bytes of a
real one.
"""
# ruff: noqa: RUF005 - the rows of wide tables are put together in parts

from __future__ import annotations

import csv
import io
import json
from datetime import date
from html import escape

from format_parties import DAY
from openpyxl import Workbook

from watchlists.catalogue import CatalogueEntry
from watchlists.countries import country_name

ADDRESS = "No. 12 Example Road, Building 4, Industrial Park of the North, Example District"
REMARK = "Described by the publisher at some length, with reasons that no reader of ours takes over. " * 3


def file_of(entry: CatalogueEntry, parties, day: date = DAY) -> bytes:
    """These parties as the publisher of the list would serve them."""
    return WRITERS[entry.source.reader](entry.watchlist.id, parties, day)


def _xml(root, parts, attributes=""):
    return f'<?xml version="1.0" encoding="UTF-8"?><{root}{attributes}>{"".join(parts)}</{root}>'.encode()


def _un(_list_id, parties, day):
    def entry(party):
        tag = "INDIVIDUAL" if party.person else "ENTITY"
        names = f"<FIRST_NAME>{escape(party.given if party.person else party.name)}</FIRST_NAME>"
        if party.person:
            names += f"<SECOND_NAME>{escape(party.family)}</SECOND_NAME>"
        aliases = "".join(
            f"<{tag}_ALIAS><QUALITY>{'Good' if party.person else 'a.k.a.'}</QUALITY><ALIAS_NAME>{escape(alias)}</ALIAS_NAME></{tag}_ALIAS>"
            for alias in party.aliases
        )
        return (
            f"<{tag}><DATAID>{party.number}</DATAID><VERSIONNUM>1</VERSIONNUM>{names}<UN_LIST_TYPE>DPRK</UN_LIST_TYPE>"
            f"<REFERENCE_NUMBER>KP{'i' if party.person else 'e'}.{party.number:03}</REFERENCE_NUMBER><LISTED_ON>2016-03-02</LISTED_ON>"
            f"<COMMENTS1>{REMARK}</COMMENTS1>{aliases}<{tag}_ADDRESS><COUNTRY>Iran (Islamic Republic of)</COUNTRY></{tag}_ADDRESS></{tag}>"
        )

    persons = "".join(entry(party) for party in parties if party.person)
    bodies = "".join(entry(party) for party in parties if not party.person)
    inside = f"<INDIVIDUALS>{persons}</INDIVIDUALS><ENTITIES>{bodies}</ENTITIES>"
    return _xml("CONSOLIDATED_LIST", [inside], f' dateGenerated="{day}T00:00:00Z"')


def _uk(_list_id, parties, day):
    header = "Last Updated|Unique ID|OFSI Group ID|UN Reference Number|Name 6|Name 1|Name 2|Name 3|Name 4|Name 5|Name type|Alias strength|Title|Name non-latin script|Regime Name|Designation Type|Sanctions Imposed|Address Line 6|Address Country|Date Designated|D.O.B|Nationality(/ies)|Passport number".split(
        "|"
    )
    rows = [[f"Report Date: {day:%d-%b-%Y}"], header]
    for party in parties:
        kind = "Individual" if party.person else "Entity"
        for place, name in enumerate((party.name, *party.aliases)):
            given, family = (name.split(" ")[0], name.partition(" ")[2]) if party.person else ("", name)
            rows.append(
                ["01/01/2026", f"RUS{party.number:04}", str(party.number), "", family, given, "", "", "", ""]
                + [
                    "Alias" if place else "Primary Name",
                    "",
                    "",
                    "",
                    "The Russia (Sanctions) (EU Exit) Regulations 2019",
                ]
                + [kind, "Asset freeze", party.city, country_name(party.country), f"{party.since:%d/%m/%Y}"]
                + ["dd/mm/1961" if party.person else "", "", ""]
            )
    return _csv(rows)


def _csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _eu(_list_id, parties, day):
    def entry(party):
        aliases = "".join(
            f'<nameAlias wholeName="{escape(name)}" nameLanguage="EN" strong="true" logicalId="{party.number}"/>'
            for name in (party.name, *party.aliases)
        )
        born = '<birthdate year="1971" birthdate="1971-02-15"/>' if party.person else ""
        kind = ("person", "P") if party.person else ("enterprise", "E")
        return (
            f'<sanctionEntity designationDate="{party.since}" unitedNationId="" euReferenceNumber="EU.{party.number}.{party.number % 97}" logicalId="{party.number}">'
            f'<remark>{REMARK}</remark><regulation regulationType="amendment" publicationDate="{party.since}" entryIntoForceDate="{party.since}" '
            f'numberTitle="2022/332 (OJ L53)" programme="UKR" logicalId="1"><publicationUrl>https://eur-lex.europa.eu/x</publicationUrl></regulation>'
            f'<subjectType code="{kind[0]}" classificationCode="{kind[1]}"/>{aliases}{born}'
            f'<address city="{escape(party.city)}" street="{ADDRESS}" countryIso2Code="{party.country}" countryDescription="X" logicalId="5"/></sanctionEntity>'
        )

    attributes = (
        f' xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="{day}T11:43:32+02:00" globalFileId="1"'
    )
    return _xml("export", map(entry, parties), attributes)


def _sema(_list_id, parties, _day):
    def entry(party):
        if party.person:
            named = f"<LastName>{escape(party.family)}</LastName><GivenName>{escape(party.given)}</GivenName><DateOfBirthOrShipBuildDate>1971-02-15</DateOfBirthOrShipBuildDate>"
        else:
            named = f"<EntityOrShip>{escape(party.name)}</EntityOrShip>"
        aliases = escape(", ".join(party.aliases))
        return (
            f"<record><Country>Russia / Russie</Country>{named}<Aliases>{aliases}</Aliases><Schedule>1, Part 1</Schedule>"
            f"<Item>{party.number}</Item><DateOfListing>{party.since}</DateOfListing></record>"
        )

    return _xml("data-set", map(entry, parties))


def _seco(_list_id, parties, day):
    def name(kind, text, party):
        parts = (
            f'<name-part order="1" name-part-type="family-name"><value>{escape(text.partition(" ")[2])}</value></name-part>'
            f'<name-part order="2" name-part-type="given-name"><value>{escape(text.split(" ")[0])}</value></name-part>'
            if party.person
            else f'<name-part order="1" name-part-type="whole-name"><value>{escape(text)}</value></name-part>'
        )
        return f'<name ssid="2" name-type="{kind}" quality="good">{parts}</name>'

    def entry(party):
        tag = "individual" if party.person else "entity"
        names = name("primary-name", party.name, party) + "".join(
            name("alias", alias, party) for alias in party.aliases
        )
        born = '<day-month-year day="30" month="8" year="1954"/>' if party.person else ""
        return (
            f'<target ssid="{party.number + 1}"><sanctions-set-id>4387</sanctions-set-id><{tag}><identity ssid="1" main="true">{names}'
            f'<address ssid="3" place-id="9" main="true"><address-details>{ADDRESS}</address-details></address>{born}</identity>'
            f'<justification ssid="4">{REMARK}</justification></{tag}>'
            f'<modification modification-type="listed" effective-date="{party.since}"/></target>'
        )

    program = (
        '<sanctions-program ssid="20" version-date="2026-05-21"><program-key lang="eng">Belarus</program-key>'
        '<program-name lang="eng">Ordinance of 15 June 2016</program-name><sanctions-set ssid="4387" lang="eng">article 12'
        "</sanctions-set><origin>EU</origin></sanctions-program>"
    )
    place = '<place ssid="9"><location>Minsk</location><country iso-code="BY">Belarus</country></place>'
    return _xml(
        "swiss-sanctions-list",
        [program, *map(entry, parties), place],
        f' list-type="whole-list" date="{day}"',
    )


def _ofac(_list_id, parties, day):
    def entry(party):
        named = (
            f"<firstName>{escape(party.given)}</firstName><lastName>{escape(party.family)}</lastName><sdnType>Individual</sdnType>"
            if party.person
            else f"<lastName>{escape(party.name)}</lastName><sdnType>Entity</sdnType>"
        )
        aliases = "".join(
            f"<aka><uid>{party.number}</uid><type>a.k.a.</type><category>strong</category><lastName>{escape(alias)}</lastName></aka>"
            for alias in party.aliases
        )
        born = "<dateOfBirthList><dateOfBirthItem><uid>5</uid><dateOfBirth>1950</dateOfBirth></dateOfBirthItem></dateOfBirthList>"
        return (
            f"<sdnEntry><uid>{party.number}</uid>{named}<programList><program>NPWMD</program></programList>"
            f"{f'<akaList>{aliases}</akaList>' if aliases else ''}<addressList><address><uid>25</uid><city>{escape(party.city)}</city>"
            f"<country>{escape(country_name(party.country))}</country></address></addressList>{born if party.person else ''}</sdnEntry>"
        )

    head = f"<publshInformation><Publish_Date>{day:%m/%d/%Y}</Publish_Date><Record_Count>{len(parties)}</Record_Count></publshInformation>"
    namespace = ' xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"'
    return _xml("sdnList", [head, *map(entry, parties)], namespace)


OF_PERSONS = ("us-bis-denied-persons", "us-state-debarred")


def _csl(list_id, parties, _day):
    header = "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,source_information_url,ids".split(
        ","
    )
    source = {
        "us-bis-entity-list": "Entity List (EL) - Bureau of Industry and Security",
        "us-bis-meu": "Military End User (MEU) List - Bureau of Industry and Security",
        "us-bis-unverified": "Unverified List (UVL) - Bureau of Industry and Security",
        "us-bis-denied-persons": "Denied Persons List (DPL) - Bureau of Industry and Security",
        "us-state-debarred": "ITAR Debarred (DTC) - State Department",
    }.get(list_id, "Specially Designated Nationals (SDN) - Treasury Department")
    is_typed = source.startswith("Specially")
    rows = [header]
    for party in parties:
        facts = {
            "_id": f"{party.number:016x}",
            "source": source,
            "entity_number": str(party.number) if is_typed else "",
            "type": ("Individual" if party.person else "Entity") if is_typed else "",
            "programs": "NPWMD" if is_typed else "",
            "name": f"{party.name.upper()} SMITH" if list_id in OF_PERSONS else party.name,
            "addresses": f"{ADDRESS}, {party.city}, {party.country}",
            "federal_register_notice": "85 FR 83799, 12/23/2020",
            "start_date": f"{party.since}",
            "license_requirement": "For all items subject to the EAR",
            "remarks": REMARK,
            "alt_names": "; ".join(party.aliases),
            "dates_of_birth": "1961" if party.person else "",
            "source_information_url": "https://www.example.gov/list",
        }
        rows.append([facts.get(column, "") for column in header])
    return _csv(rows)


def _nro(_list_id, parties, day):
    def entry(party):
        aliases = f"<p>Known alias(es): {escape('; '.join(party.aliases))}</p>" if party.aliases else ""
        country = "People’s Republic of China" if party.country == "CN" else country_name(party.country)
        return f"<li><strong>{escape(party.name)}</strong> ({country})\n{aliases}</li>"

    head = f'<meta name="dcterms.date" title="W3CDTF" content="{day}" />'
    return f"<html>{head}<ul>{''.join(map(entry, parties))}</ul></html>".encode()


def _workbook(title, rows):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _meti(_list_id, parties, _day):
    header = ("No.", "国名、地域名\nCountry or Region", "企業名､組織名\nCompany or Organization", "別名\nAlso Known As", "懸念区分\nType of WMD", "通常兵器\nConventional Weapons")  # fmt: skip
    return _workbook(
        "ユーザーリスト",
        [
            header,
            *(
                (n, f"国\n{country_name(party.country)}", party.name, "\n".join(f"・{each}" for each in party.aliases), "ミサイル\nM", None)
                for n, party in enumerate(parties, start=1)
            ),
        ],
    )  # fmt: skip


def _nz_russia(_list_id, parties, _day):
    header = "Type|Unique Identifier|First name|Middle name(s)|Last name|Title|Alias/Alternate Spellings|Address|DOB|Citizenship|Passport Number|Date of Sanction|Sanction Status|Asset Freeze".split(
        "|"
    )
    rows = [["Russia Sanctions Register"], header]
    for party in parties:
        named = (party.given, "", party.family) if party.person else (party.name, "", "")
        rows.append(
            ["Individual" if party.person else "Entity", f"ENT{party.number}", *named, "", "; ".join(party.aliases)]
            + [f"{ADDRESS}, {country_name(party.country)}", "15/02/1971" if party.person else "", "", "", "18/03/2022", "Sanctioned", "Yes"]
        )  # fmt: skip
    return _workbook("Register", rows)


def _au(_list_id, parties, _day):
    header = "Reference|Name of Individual or Entity|Type|Name Type|Alias Strength|Date of Birth|Citizenship|Address|Committees|Control Date|Instrument of Designation".split(
        "|"
    )
    rows = [header]
    for party in parties:
        for place, name in enumerate((party.name, *party.aliases)):
            reference = f"{party.number + 1}{chr(96 + min(place, 26)) if place else ''}"
            rows.append(
                [reference, name, "Individual" if party.person else "Entity", "aka" if place else "Primary Name", ""]
                + ["1961" if party.person else "", "", f"{ADDRESS}, {country_name(party.country)}", "1718 (DPRK)", "2022-03-18", "Autonomous Sanctions 2012"]
            )  # fmt: skip
    return _workbook("Sheet1", rows)


def _nz_terrorists(_list_id, parties, _day):
    rows = "".join(
        f"<tr><td>{n}</td><td>{escape(party.name)}<br>Also known as {escape(', '.join(party.aliases) or 'EX')}</td>"
        f"<td>10 October 2010</td><td>9 October 2013</td></tr>"
        for n, party in enumerate(parties, start=1)
    )
    return (
        "<html><h1>Lists associated with Resolution 1373</h1><table><tr><th></th><th>Terrorist entity</th>"
        "<th>Date of designation as a terrorist entity in New Zealand including statement of case</th>"
        f"<th>Date terrorist designation was renewed in New Zealand including statement of case</th></tr>{rows}</table></html>"
    ).encode()


def _tw(_list_id, parties, _day):
    header = "項次item|名稱name|別名alias|地址address|護照號碼ID Number|國家代碼country code".split("|")
    rows = (
        (n, party.name, "; ".join(party.aliases), ADDRESS, "", party.country)
        for n, party in enumerate(parties, 1)
    )
    return _csv([header, *rows])


def _uflpa(_list_id, parties, _day):
    numbers = "no one two three four five six seven eight nine".split()

    def row(party):
        listed = party.aliases[:9]
        aliases = f" (including {numbers[len(listed)]} aliases: {'; '.join(listed)})" if listed else ""
        return f"<tr><td>{escape(party.name + aliases)}</td><td>{party.since:%B} {party.since.day}, {party.since.year}</td></tr>"

    return (
        "<html><p><strong>A list of parties</strong> <a>section 2(d)(2)(B)(ii)</a></p><table class='usa-table'>"
        f"<tr><th>Name of Entity</th><th>Effective Date</th></tr>{''.join(map(row, parties))}</table></html>"
    ).encode()


def _ftm(_list_id, parties, _day):
    def line(party):
        facts: dict[str, list[str]] = {
            "name": [party.name],
            "alias": list(party.aliases),
            "country": [party.country.lower()],
        }
        facts |= {"birthDate": ["1971"]} if party.person else {"program": ["UA-WAR"]}
        schema = "Person" if party.person else "Company"
        return json.dumps(
            {
                "id": f"NK-{party.number}",
                "schema": schema,
                "datasets": ["ua_war_sanctions"],
                "properties": facts,
            }
        )

    return "\n".join(map(line, parties)).encode()


WRITERS = {
    "au-dfat-xlsx": _au,
    "ca-nro-html": _nro,
    "ca-sema-xml": _sema,
    "ch-seco-xml": _seco,
    "eu-fsf-xml": _eu,
    "ftm-json": _ftm,
    "jp-meti-xlsx": _meti,
    "nz-russia-xlsx": _nz_russia,
    "nz-terrorists-html": _nz_terrorists,
    "tw-shtc-csv": _tw,
    "uk-csv": _uk,
    "un-xml": _un,
    "us-csl-csv": _csl,
    "us-csl-list": _csl,
    "us-ofac-xml": _ofac,
    "us-uflpa-html": _uflpa,
}
