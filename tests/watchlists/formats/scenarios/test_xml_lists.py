"""The EU's, Canada's and Switzerland's XML, in small files of their layout."""

from dataclasses import replace

import pytest

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import NotTheList
from watchlists.formats import reader_for
from watchlists.model import Measure, NameKind, PartyType, Status

WATCHLIST = replace(
    read_entry(CATALOGUE / "un-sc-consolidated.toml").watchlist,
    id="list",
    official_url="https://example.org/list",
)
EU = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-07-28T11:43:32+02:00" globalFileId="1">
<sanctionEntity designationDate="2022-02-25" unitedNationId="" euReferenceNumber="EU.471.56" logicalId="13">
 <regulation regulationType="amendment" publicationDate="2022-02-25" entryIntoForceDate="2022-02-24"
  numberTitle="2022/332 (OJ L53)" programme="UKR" logicalId="1"><publicationUrl>https://eur-lex.europa.eu/x</publicationUrl></regulation>
 <subjectType code="enterprise" classificationCode="E"/>
 <nameAlias wholeName="НИИ Примеров" nameLanguage="RU" strong="true" logicalId="2"/>
 <nameAlias wholeName="Research Institute of Examples" nameLanguage="EN" strong="true" logicalId="3"/>
 <nameAlias wholeName="Examples" nameLanguage="EN" strong="false" logicalId="4"/>
 <identification number="1027700132195" identificationTypeCode="regnumber"/>
 <identification number="ABCDRUMM123456" identificationTypeCode="swiftbic"/>
 <address city="Moscow" street="1 Road" countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION" logicalId="5"/>
</sanctionEntity>
<sanctionEntity designationDate="" unitedNationId="QDi.999" logicalId="14">
 <subjectType code="person" classificationCode="P"/>
 <nameAlias wholeName="Jon Example" gender="M" title="Colonel" strong="true" logicalId="6"/>
 <birthdate year="1971" birthdate="1971-02-15" city="Kabul" countryIso2Code="AF"/>
 <citizenship countryIso2Code="AF" countryDescription="AFGHANISTAN"/>
 <identification number="P-77" identificationTypeCode="passport"/>
 <address city="Kabul" countryIso2Code="00" countryDescription="UNKNOWN"/>
</sanctionEntity></export>"""
CA = """<?xml version="1.0" encoding="UTF-8"?><data-set>
<record><Country-Pays>Russia / Russie</Country-Pays><EntityOrShip-EntiteOuNavire>Example Design Bureau</EntityOrShip-EntiteOuNavire>
 <Aliases-Alias>Bureau of Examples, Example Works, Ltd.</Aliases-Alias><Schedule-Annexe>1, Part 2</Schedule-Annexe>
 <Item-NumeroDarticle>7</Item-NumeroDarticle><DateOfListing-DateDinscription>2023-06-30</DateOfListing-DateDinscription></record>
<record><Country>Belarus</Country><LastName>Example</LastName><GivenName>Jon</GivenName><TitleOrShip>Judge</TitleOrShip>
 <DateOfBirthOrShipBuildDate>15-02-1971</DateOfBirthOrShipBuildDate><Schedule>1</Schedule><Item>1</Item></record>
<record><Country>Russia / Russie</Country><EntityOrShip>SEA HORSE</EntityOrShip><ShipIMONumber>9288693</ShipIMONumber>
 <Schedule>1.1</Schedule><Item>2</Item></record></data-set>"""
CH = """<?xml version="1.0" encoding="UTF-8"?>
<swiss-sanctions-list list-type="whole-list" date="2026-08-27">
<sanctions-program ssid="20" version-date="2026-05-21"><program-key lang="eng">Belarus</program-key>
 <program-name lang="ger">Verordnung</program-name><program-name lang="eng">Ordinance of 15 June 2016</program-name>
 <sanctions-set ssid="4387" lang="eng">article 12</sanctions-set><origin>EU</origin></sanctions-program>
<target ssid="5142"><sanctions-set-id>4387</sanctions-set-id>
 <entity><identity ssid="1" main="true"><name ssid="2" name-type="primary-name" quality="good">
  <name-part order="1" name-part-type="whole-name"><value>Institute of Examples</value>
   <spelling-variant script="CYRL">Институт Примеров</spelling-variant></name-part></name>
  <address ssid="3" place-id="9" main="true"><address-details>1 Road</address-details></address></identity>
  <justification ssid="4">Because.</justification>
  <other-information>Taxpayer identification number: 100582333</other-information>
  <other-information>Date of registration: 22.11.2004</other-information></entity>
 <modification modification-type="listed" effective-date="2022-03-16">
  <added><target ssid="5142"><entity><identity ssid="1"><name><name-part order="1"><value>Old Text</value></name-part></name></identity></entity></target></added>
 </modification></target>
<target ssid="100"><sanctions-set-id>4387</sanctions-set-id>
 <individual sex="male"><identity ssid="5" main="true"><name name-type="primary-name">
  <name-part order="1" name-part-type="family-name"><value>Example</value><spelling-variant script="LATN">Exempel</spelling-variant></name-part>
  <name-part order="2" name-part-type="given-name"><value>Jon</value></name-part></name>
  <day-month-year day="30" month="8" year="1954"/><nationality ssid="6"><country iso-code="BY">Belarus</country></nationality></identity></individual>
 <modification modification-type="listed" effective-date="2022-03-16"/></target>
<target ssid="200"><sanctions-set-id>4387</sanctions-set-id>
 <entity><identity><name name-type="primary-name"><name-part order="1" name-part-type="whole-name"><value>Lifted Works</value></name-part></name></identity></entity>
 <modification modification-type="de-listed" effective-date="2025-06-20"/><modification modification-type="listed" effective-date="2020-01-02"/></target>
<target ssid="300"><individual><identity><name name-type="primary-name"><name-part order="1" name-part-type="whole-name"><value>Free Again</value></name-part></name></identity></individual>
 <modification modification-type="de-listed" effective-date="2025-06-20"/></target>
<place ssid="9"><location>Minsk</location><country iso-code="BY">Belarus</country></place>
</swiss-sanctions-list>"""
FILES = {"eu-fsf-xml": EU, "ca-sema-xml": CA, "ch-seco-xml": CH}


def read(name, text=None):
    return reader_for(name)((text or FILES[name]).encode(), WATCHLIST)


def named(listing):
    return [(name.text, name.kind) for name in listing.names]


@pytest.mark.parametrize("name", FILES)
def test_nothing_in_the_layout_is_left_unread(name):
    assert read(name).unread == ()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_cut_file_is_refused_whole(name, share):
    with pytest.raises(NotTheList):
        read(name, FILES[name][: int(len(FILES[name]) * share)])


@pytest.mark.parametrize("name", FILES)
def test_another_publishers_xml_is_refused(name):
    others = [text for other, text in FILES.items() if other != name]
    for text in others:
        with pytest.raises(NotTheList):
            read(name, text)


@pytest.mark.parametrize("name", FILES)
def test_of_persons_no_title_nationality_document_or_town_is_kept(name):
    persons = [listing for listing in read(name).listings if listing.type is PartyType.PERSON]
    assert persons
    for word in ("Colonel", "Judge", "Kabul", "P-77", "'AF'", "'BY'", "male"):
        assert word not in repr(persons)


def test_the_eu_names_no_primary_name_so_the_first_strong_english_one_is_taken():
    body, person = read("eu-fsf-xml").listings
    assert named(body) == [
        ("Research Institute of Examples", NameKind.PRIMARY),
        ("НИИ Примеров", NameKind.NATIVE),
        ("Examples", NameKind.WEAK_ALIAS),
    ]
    assert (body.id, body.country, body.place) == ("list:eu.471.56", "RU", "Moscow")
    assert body.identifiers == (("eu", "EU.471.56"), ("ogrn", "1027700132195"))
    assert (str(body.listed_from), body.citation) == ("2022-02-24", "2022/332 (OJ L53) UKR")
    assert body.source_url == "https://eur-lex.europa.eu/x"
    assert (person.id, person.birth_date, person.identifiers) == (
        "list:logical/14",
        "1971-02-15",
        (("un", "QDi.999"),),
    )


def test_canada_keeps_a_legal_form_with_its_name_and_takes_no_country_from_the_regime():
    body, person, ship = read("ca-sema-xml").listings
    assert [name.text for name in body.names] == [
        "Example Design Bureau",
        "Bureau of Examples",
        "Example Works, Ltd.",
    ]
    assert (body.country, body.remark, str(body.listed_from)) == ("", "Regime: Russia", "2023-06-30")
    assert body.citation == "Special Economic Measures Act; Russia schedule 1, Part 2 item 7"
    assert (person.name, person.type, person.birth_date) == ("Jon Example", PartyType.PERSON, "1971-02-15")
    assert ship.type is PartyType.OTHER


# Two bodies as they stood in the publisher's file in August 2026; others copied them from there.
CA_AS_PRINTED = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<data-set xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <record><Country-Pays>Belarus / Bélarus</Country-Pays>
  <EntityOrShip-EntiteOuNavire>Belaeronavigatsia Republican Unitary Air Navigation Services Enterprise</EntityOrShip-EntiteOuNavire>
  <Schedule-Annexe>1, Part 2</Schedule-Annexe><Item-NumeroDarticle>1</Item-NumeroDarticle>
  <DateOfListing-DateDinscription>2021-06-17</DateOfListing-DateDinscription></record>
 <record><Country-Pays>Russia / Russie</Country-Pays><EntityOrShip-EntiteOuNavire>AI Alliance Russia</EntityOrShip-EntiteOuNavire>
  <Aliases-Alias>Alliance, Ассоциация "Альянс В Сфере ИИ", Альянс</Aliases-Alias><Schedule-Annexe>1, Part 2</Schedule-Annexe>
  <Item-NumeroDarticle>768</Item-NumeroDarticle><DateOfListing-DateDinscription>2023-01-01</DateOfListing-DateDinscription></record>
 <record><Country-Pays>Russia / Russie</Country-Pays><EntityOrShip-EntiteOuNavire>Balitiyskiy III</EntityOrShip-EntiteOuNavire>
  <TitleOrShipType-TitreOuTypeDeNavire>General Cargo | Cargo classique</TitleOrShipType-TitreOuTypeDeNavire>
  <ShipIMONumber-NumeroOMIDuNavire>7612448</ShipIMONumber-NumeroOMIDuNavire><Schedule-Annexe>1.1</Schedule-Annexe>
  <Item-NumeroDarticle>1</Item-NumeroDarticle><DateOfListing-DateDinscription>2025-02-21</DateOfListing-DateDinscription></record>
</data-set>"""
# Invented records with traits that readers of the list describe: no file of the publisher with them was at hand.
CA_TRAITS = """<?xml version="1.0" encoding="UTF-8"?><data-set>
<record><Country>Russia / Russie</Country><EntityOrShip>Example Works (Russian: Завод Примеров)</EntityOrShip>
 <Aliases>Works of Examples, Belarusian: Завод Прыкладаў, Russian: ООО Примеры</Aliases><Schedule>1, Part 2</Schedule>
 <Item>1</Item><DateOfListing>24-02-2022</DateOfListing></record>
<record><Country>Russia / Russie</Country><EntityOrShip>Example Institute</EntityOrShip>
 <Aliases>Institute of Examples / Russian: Институт Примеров; Examples, Inc.</Aliases><Schedule>1, Part 2</Schedule>
 <Item>2</Item><DateOfListing>44616</DateOfListing></record>
<record><Country>Russia</Country><LastName>Example</LastName><GivenName>Jon</GivenName><Schedule>1</Schedule>
 <Item>3</Item><DateOfBirthOrShipBuildDate>25979</DateOfBirthOrShipBuildDate></record></data-set>"""


def test_canadas_records_are_read_as_its_file_prints_them():
    edition = read("ca-sema-xml", CA_AS_PRINTED)
    enterprise, alliance, ship = edition.listings
    assert edition.unread == ()
    assert (enterprise.id, str(enterprise.listed_from)) == ("list:belarus-1-part-2-1", "2021-06-17")
    assert named(alliance)[1:] == [
        ("Alliance", NameKind.ALIAS),
        ('Ассоциация "Альянс В Сфере ИИ"', NameKind.NATIVE),
        ("Альянс", NameKind.NATIVE),
    ]
    assert ship.type is PartyType.OTHER


def test_canadas_labels_before_native_names_are_no_part_of_them():
    works, institute, _ = read("ca-sema-xml", CA_TRAITS).listings
    assert named(works) == [
        ("Example Works", NameKind.PRIMARY),
        ("Завод Примеров", NameKind.NATIVE),
        ("Works of Examples", NameKind.ALIAS),
        ("Завод Прыкладаў", NameKind.NATIVE),
        ("ООО Примеры", NameKind.NATIVE),
    ]
    assert [name.text for name in institute.names[1:]] == [
        "Institute of Examples",
        "Институт Примеров",
        "Examples, Inc.",
    ]


def test_canadas_days_are_read_in_each_form_of_its_table():
    edition = read("ca-sema-xml", CA_TRAITS)
    works, institute, person = edition.listings
    assert str(works.listed_from) == str(institute.listed_from) == "2022-02-24"
    assert person.birth_date == "1971-02-15"
    assert edition.unread == ()


@pytest.mark.parametrize(
    ("before", "after", "unread"),
    [
        # 1930: before there was an act.
        (
            "<DateOfListing>44616<",
            "<DateOfListing>11111<",
            "DateOfListing '11111'",
        ),
        ("<DateOfListing>44616<", "<DateOfListing>2022-24-02<", "DateOfListing '2022-24-02'"),
        ("Belarusian: Завод", "Signage: Завод", "Aliases/language 'Signage'"),
        (
            "<Item>2</Item>",
            "<Item>2</Item><ShipIMONumber>Examples Two</ShipIMONumber>",
            "ShipIMONumber 'Examples Two'",
        ),
    ],
)
def test_what_canadas_table_holds_beyond_its_known_forms_is_reported(before, after, unread):
    edition = read("ca-sema-xml", CA_TRAITS.replace(before, after))
    assert edition.unread == (unread,)
    assert [listing.type for listing in edition.listings[:2]] == [PartyType.ORGANISATION] * 2


def test_switzerland_builds_names_of_parts_and_spellings_and_places_by_reference():
    body, person, lifted = read("ch-seco-xml").listings
    assert named(body) == [
        ("Institute of Examples", NameKind.PRIMARY),
        ("Институт Примеров", NameKind.NATIVE),
    ]
    assert (body.country, body.place, body.citation) == ("BY", "Minsk", "Ordinance of 15 June 2016")
    assert body.identifiers == (("seco", "5142"), ("company", "100582333"))
    assert [name.text for name in person.names] == ["Example Jon", "Exempel Jon"]
    assert (person.birth_date, person.country) == ("1954-08-30", "")
    assert (lifted.status, str(lifted.listed_from), str(lifted.listed_to)) == (
        Status.LIFTED,
        "2020-01-02",
        "2025-06-20",
    )


def test_a_person_taken_off_the_swiss_list_is_not_kept():
    assert "Free Again" not in repr(read("ch-seco-xml").listings)


@pytest.mark.parametrize(
    ("name", "before", "after", "unread"),
    [
        ("eu-fsf-xml", 'code="person"', 'code="robot"', "subjectType/@code 'robot'"),
        ("eu-fsf-xml", 'year="1971" birthdate="1971-02-15"', 'year="long ago"', "birthdate 'long ago'"),
        ("ca-sema-xml", "<Item>1</Item>", "<Iris>1</Iris>", "field 'Iris'"),
        ("ch-seco-xml", 'name-type="primary-name"', 'name-type="stage"', "name/@name-type 'stage' (4 times)"),
    ],
)
def test_what_no_rule_covers_is_reported(name, before, after, unread):
    assert unread in read(name, FILES[name].replace(before, after)).unread


def test_what_a_swiss_set_of_measures_does_stands_in_brackets():
    text = CH.replace(
        ">article 12<", ">Art. 15 para. 1 (Financial sanctions) and art. 29 para. 1 (Travel ban), annex 8<"
    )
    edition = read("ch-seco-xml", text)
    assert {each.measures for each in edition.listings} == {(Measure.ASSET_FREEZE, Measure.TRAVEL_BAN)}
    assert edition.unread == ()
    assert read("ch-seco-xml", text.replace("Travel ban", "Ban on smiling")).unread == (
        "sanctions-set 'ban on smiling'",
    )
