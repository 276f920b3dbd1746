# ruff: noqa: E501 (one company or article a row)
"""Who stands on the pages of benchmarks.family_pages, and what they sell.

None of these names stands on a page of another set. A bar in a name is where its line breaks.
"""

from dataclasses import dataclass
from typing import Final

from benchmarks.layout_companies import Company

_FEW: Final = ("1", "2", "3", "5")
_MANY: Final = ("6", "10", "12", "24", "48", "120")


@dataclass(frozen=True, slots=True)
class Article:
    """Something that is sold: its words, its unit as printed and as a code, what it costs at least."""

    text: str
    unit: str
    code: str
    cents: int
    quantities: tuple[str, ...] = _MANY


SELLERS: Final[dict[str, tuple[Company, ...]]] = {
    "stylesheet": (
        Company("Kolbenbrecht Lebensmittel GmbH", "Speicherstraße 41", "18055 Rostock", "kolbenbrecht.de", "DE287114905", "DE02 1203 0000 0000 2020 51"),
        Company("Waldecker Papierkontor KG", "Mühlgraben 7", "34497 Korbach", "waldecker-papier.de", "DE118840027", "DE02 5001 0517 0137 0750 30"),
    ),
    "viewer": (
        Company("Deichgraf Gebäudereinigung GmbH", "Hafenstraße 12", "26721 Emden", "deichgraf-reinigung.de", "DE265008813", "DE02 2005 0550 1015 8713 93"),
        Company("Ing.-Büro Sattler und Roth PartG mbB", "Neckarhalde 3", "72070 Tübingen", "sattler-roth.de", "DE301994427", "DE02 6005 0101 0002 0343 04"),
    ),
    "premium": (
        Company("Hanseatischer Gegenseitigkeitsverein a.G.", "Ballindamm 200", "20095 Hamburg", "hgv-versicherung.de", "DE118517702", "DE02 2005 0550 1015 8713 93"),
        Company("Alpenland Versicherung AG", "Maximiliansplatz 5", "80333 München", "alpenland-versicherung.de", "DE129271140", "DE02 7001 0080 0030 8768 08"),
    ),
    "travel": (
        Company("Dr. Annegret Föhr Unternehmensberatung", "Schlossallee 18", "14471 Potsdam", "foehr-beratung.de", "DE244117302", "DE02 1001 0010 0006 8201 01"),
        Company("Quellwerk Software GmbH", "Innere Wiener Straße 60", "81667 München", "quellwerk.de", "DE312009884", "DE02 7002 0270 0010 1086 69"),
    ),
    "collected": (
        Company("Eisen-Baumgart GmbH & Co. KG", "Am Güterbahnhof 9", "58097 Hagen", "eisen-baumgart.de", "DE125400338", "DE02 3006 0601 0502 5003 62"),
        Company("Frischdienst Oberlausitz eG", "Löbauer Straße 101", "02625 Bautzen", "frischdienst-ol.de", "DE140582296", "DE02 3702 0500 0007 8119 00"),
    ),
    "corrected": (
        Company("Mohnfeld Naturkost GmbH", "Kornweg 2", "37081 Göttingen", "mohnfeld-naturkost.de", "DE198700451", "DE02 5005 0000 5005 0000 50"),
        Company("Glasmanufaktur Zwickelbach", "Hüttenplatz 1", "94227 Zwiesel", "zwickelbach-glas.de", "DE131226790", "DE02 7001 0080 0030 8768 08"),
    ),
    "avoir": (
        Company("La Ruche Provençale", "310 chemin des Lavandes", "84400 Apt", "laruche-provencale.fr", "FR 32 489 207 115", "FR76 1027 8060 1000 0203 4567 859"),
        Company("Confiserie Berthelot SAS", "14 rue des Halles", "49000 Angers", "berthelot.fr", "FR71502118846", "FR76 1444 5004 0008 0012 3456 754"),
    ),
    "acompte": (
        Company("Menuiserie Kerbrat SARL", "ZA de Kergaradec", "29200 Brest", "menuiserie-kerbrat.fr", "FR 05 790 331 284", "FR76 3004 7140 1600 0202 9750 144"),
        Company("Traiteur Lemaire & Filles", "6 place du Vieux Marché", "76000 Rouen", "traiteur-lemaire.fr", "FR48812440973", "FR76 1380 7008 0030 2198 2370 121"),
    ),
    "slip": (
        Company("Gartenbau Aeschlimann AG", "Rainweg 22", "3072 Ostermundigen", "aeschlimann-garten.ch", "CHE-109.322.551 MWST", "CH93 0076 2011 6238 5295 7"),
        Company("Druckerei Hugentobler GmbH", "Zürcherstrasse 310", "9014 St. Gallen", "hugentobler-druck.ch", "CHE-115.870.446 MWST", "CH56 0483 5012 3456 7800 9"),
    ),
    "situation": (
        Company("Peinture Roussel et Fils", "9 rue du Faubourg", "51100 Reims", "peinture-roussel.fr", "FR 14 401 882 756", "FR76 3004 7140 1600 0202 9750 144"),
        Company("SARL Bâti Littoral", "Zone des Dunes, lot 12", "17000 La Rochelle", "bati-littoral.fr", "FR59520664381", "FR76 1444 5004 0008 0012 3456 754"),
    ),
    "seminar": (
        Company("Sprachwerkstatt Olga Heim", "Königstraße 81", "70173 Stuttgart", "sprachwerkstatt-heim.de", "", "DE02 6005 0101 0002 0343 04"),
        Company("Lernforum Neckartal", "Brückenstraße 4", "69120 Heidelberg", "lernforum-neckartal.de", "", "DE02 5001 0517 0137 0750 30"),
    ),
    "bau": (
        Company("Trockenbau Wieland GmbH", "Industrieweg 14", "01257 Dresden", "trockenbau-wieland.de", "DE221870446", "DE02 1203 0000 0000 2020 51"),
        Company("Estrich Petermann GbR", "Dorfstraße 30", "15344 Strausberg", "estrich-petermann.de", "DE260114783", "DE02 1001 0010 0006 8201 01"),
    ),
    "dollar": (
        Company("Feinmechanik Ebersbach GmbH", "Bismarckstraße 66", "73033 Göppingen", "feinmechanik-ebersbach.de", "DE 145 228 091", "DE02 6005 0101 0002 0343 04"),
        Company("Orgelbau Thüringer Wald KG", "Bahnhofstraße 2", "98693 Ilmenau", "orgelbau-thueringen.de", "DE 150 337 219", "DE02 5005 0000 5005 0000 50"),
    ),
    "used": (
        Company("Antiquariat Moll", "Goltzstraße 12", "10781 Berlin", "antiquariat-moll.de", "", "DE02 1001 0010 0006 8201 01"),
        Company("Zweitrad Handel Böhme e.K.", "Torgauer Straße 55", "04318 Leipzig", "zweitrad-boehme.de", "", "DE02 1203 0000 0000 2020 51"),
    ),
    "credit": (
        Company("Pemberley Fabrics Ltd", "Unit 3, Mill Yard", "Bakewell DE45 1BT", "pemberleyfabrics.co.uk", "GB 442 1190 57", "GB94 BARC 1020 1530 0934 59"),
        Company("Thornfield Stationery", "27 Castle Gate", "York YO1 9RN", "thornfield.co.uk", "GB 680 3321 44", "GB29 NWBK 6016 1331 9268 19"),
    ),
    "skonto": (
        Company("Haustechnik Grossmann GmbH & Co. KG", "Otto-Hahn-Straße 22", "63303 Dreieich", "grossmann-haustechnik.de", "DE113580042", "DE02 5005 0000 5005 0000 50"),
        Company("Kaffeerösterei Blankenese", "Elbchaussee 600", "22587 Hamburg", "kaffee-blankenese.de", "DE288103914", "DE02 2005 0550 1015 8713 93"),
    ),
    "prixnet": (
        Company("Comptoir Breton des Saveurs", "5 rue des Remparts", "35400 Saint-Malo", "comptoir-saveurs.fr", "FR 83 488 117 902", "FR76 1380 7008 0030 2198 2370 121"),
        Company("Quincaillerie Morvan SAS", "18 avenue de la Gare", "58000 Nevers", "quincaillerie-morvan.fr", "FR27390556814", "FR76 1027 8060 1000 0203 4567 859"),
    ),
    "instalment": (
        Company("Zimmerei Haselbach GmbH", "Sägewerkstraße 5", "87439 Kempten", "zimmerei-haselbach.de", "DE233410786", "DE02 7002 0270 0010 1086 69"),
        Company("Elektro Piontek e.K.", "Ruhrallee 77", "45138 Essen", "elektro-piontek.de", "DE119871145", "DE02 3006 0601 0502 5003 62"),
    ),
    "therapist": (
        Company("Praxis für Physiotherapie Jette Olbrich", "Deichstraße 8", "27472 Cuxhaven", "physio-olbrich.de", "", "DE02 2005 0550 1015 8713 93"),
        Company("Ergotherapie am Domplatz", "Domplatz 3", "99084 Erfurt", "ergo-domplatz.de", "", "DE02 1203 0000 0000 2020 51"),
    ),
    "small": (
        Company("Nähstube Liesegang", "Gartenstraße 15", "06108 Halle (Saale)", "naehstube-liesegang.de", "", "DE02 1001 0010 0006 8201 01"),
        Company("Fotografie Tom Brandes", "Lange Reihe 44", "20099 Hamburg", "tombrandes.de", "", "DE02 2005 0550 1015 8713 93"),
    ),
    "reverse": (
        Company("Échafaudages du Rhin SA", "4 quai des Péniches", "67000 Strasbourg", "echafaudages-rhin.fr", "FR 19 428 770 356", "FR76 3004 7140 1600 0202 9750 144"),
        Company("Charpentes Vidal et Associés", "Route de Narbonne, km 6", "31400 Toulouse", "charpentes-vidal.fr", "FR66531207784", "FR76 1027 8060 1000 0203 4567 859"),
    ),
    "foreign": (
        Company("Kestrel Optics Limited", "8 Observatory Close", "Cambridge CB3 0HA", "kestreloptics.co.uk", "GB 318 2206 71", "GB94 BARC 1020 1530 0934 59"),
        Company("Loughrea Instruments DAC", "Kilcolgan Road", "Loughrea, Co. Galway H62 Y951", "loughreainstruments.ie", "IE 3380142NH", "IE29 AIBK 9311 5212 3456 78"),
    ),
    "intra": (
        Company("Stellmacher Antriebstechnik GmbH", "Technologiepark 30", "52078 Aachen", "stellmacher-antriebe.de", "DE 267 330 914", "DE02 3702 0500 0007 8119 00"),
        Company("Rheingau Kellereibedarf KG", "Winkeler Straße 114", "65366 Geisenheim", "kellereibedarf-rheingau.de", "DE 114 099 872", "DE02 5005 0000 5005 0000 50"),
    ),
    "storno": (
        Company("Lampenwerk Sonneberg GmbH", "Köppelsdorfer Straße 202", "96515 Sonneberg", "lampenwerk-sonneberg.de", "DE150998213", "DE02 1203 0000 0000 2020 51"),
        Company("Bettwaren Ludewig OHG", "Markt 11", "59821 Arnsberg", "bettwaren-ludewig.de", "DE125118077", "DE02 3006 0601 0502 5003 62"),
    ),
    "remise": (
        Company("Grossiste du Littoral SAS", "22 rue de l'Industrie", "62200 Boulogne-sur-Mer", "grossiste-littoral.fr", "FR 51 344 902 187", "FR76 1380 7008 0030 2198 2370 121"),
        Company("Papeteries Delaunay", "Parc d'activités des Portes", "72100 Le Mans", "papeteries-delaunay.fr", "FR90775640018", "FR76 1444 5004 0008 0012 3456 754"),
    ),
    "micro": (
        Company("Claire Aubertin Illustration", "3 impasse du Puits", "34000 Montpellier", "claireaubertin.fr", "", "FR76 1027 8060 1000 0203 4567 859"),
        Company("EI Yannick Le Goff", "18 rue de la Grève", "56100 Lorient", "legoff-numerique.fr", "", "FR76 3004 7140 1600 0202 9750 144"),
    ),
}  # fmt: skip
BUYERS: Final = {
    "de": (Company("Handelshaus Winterfeldt GmbH", "Kaiserdamm 90", "14057 Berlin", "", "DE811907753"),
           Company("Märkische Kaufhaus AG", "Breite Straße 30", "14467 Potsdam", "", "DE812240915"),
           Company("Stadtwarenhaus Lüttgenau eG", "Osterstraße 17", "31785 Hameln", "", "DE116009348")),
    "ch": (Company("Warenhaus Bärenplatz AG", "Spitalgasse 40", "3011 Bern", "", "CHE-101.887.240 MWST"),
           Company("Landi Seeblick Genossenschaft", "Hafenstrasse 6", "8590 Romanshorn", "", "CHE-108.114.090 MWST")),
    "fr": (Company("Galeries Saint-Aubin SAS", "41 cours Mirabeau", "13100 Aix-en-Provence", "", "FR 24 512 903 667"),
           Company("Les Comptoirs Réunis", "8 rue Esquermoise", "59800 Lille", "", "FR 77 330 184 259")),
    "en": (Company("Larkspur Retail GmbH", "Rosenthaler Straße 38", "10178 Berlin", "", "DE 814 330 206"),
           Company("Boutiques Montaigu SARL", "25 rue Lepic", "75018 Paris", "", "FR 40 820 117 395")),
}  # fmt: skip
GOODS: Final = {
    "de": (
        Article("Druckerpapier A4 weiß 80 g", "Stk", "H87", 510),
        Article("Erdbeerjoghurt 3,8 % im Glas", "Stück", "H87", 89),
        Article("Apfelschorle 12 x 0,7 l Mehrweg", "Kasten", "CR", 899),
        Article("Faltschachtel braun 250 x 180 x 90 mm", "Stk", "H87", 64),
        Article("Kalbfleischwurst, Herkunft Niedersachsen", "kg", "KGM", 1150, ("2.5", "7.25", "12")),
        Article("Ordner breit mit Griffloch, Rücken 80 mm, verschiedene Farben", "Stk", "H87", 219),
        Article("Edelstahlschraube M6 x 30", "Stk", "H87", 12, ("400", "1200")),
        Article("Transport und Aufbau vor Ort, inkl. Einweisung des Personals", "Std", "HUR", 5900, ("1.5", "3", "6.5")),
        Article("Rapsöl kaltgepresst", "l", "LTR", 620),
        Article("Holzpalette Euro, gebraucht", "Stück", "H87", 940),
    ),
    "fr": (
        Article("Miel de lavande 500 g", "pce", "H87", 890),
        Article("Calissons d'Aix, boîte de 12", "boîte", "BX", 1240),
        Article("Pose de fenêtres bois double vitrage, dépose des anciens châssis comprise", "h", "HUR", 4800, ("4", "7.5", "12")),
        Article("Ramette papier recyclé A4", "U", "C62", 465),
        Article("Huile d'argan bio flacon 50 ml", "pce", "H87", 1575),
        Article("Plateau repas, formule marché", "pce", "H87", 1850),
        Article("Carnet spirale 180 pages", "U", "C62", 289),
        Article("Location d'échafaudage tubulaire, hauteur 6 m", "jour", "DAY", 7400, _FEW),
    ),
    "en": (
        Article("Field binocular 8x42, waterproof", "pcs", "H87", 14900),
        Article("Calibration service incl. certificate", "hours", "HUR", 9500, ("1.5", "2", "4")),
        Article("Lens cleaning kit", "pcs", "H87", 640),
        Article("Tripod adapter, brass, 1/4 inch thread", "pcs", "H87", 1120),
        Article("Carrying case, padded, large", "pcs", "H87", 2475),
    ),
    "ch": (
        Article("Heckenschnitt Hauptfiliale inkl. Abfuhr Grüngut", "Std.", "HUR", 8200, ("2", "4.5", "8")),
        Article("Flyer A5, 135 g/m2, 4/4-farbig", "Stk.", "H87", 35, ("500", "1200", "2500")),
        Article("Buchsbaum im Topf 40 cm", "Stk.", "H87", 3450, ("2", "6", "10")),
        Article("Rasensanierung mit Nachsaat", "m2", "MTK", 1480, ("40", "85")),
    ),
    "travel": (
        Article("Bahnfahrt 2. Klasse Berlin - Köln und zurück", "Stk", "H87", 15980, ("1",)),
        Article("Hotelübernachtung ohne Frühstück", "Nacht", "DAY", 8900, _FEW),
        Article("Frühstück", "Stk", "H87", 1600, _FEW),
        Article("Kilometergeld eigener Pkw", "km", "KMT", 30, ("84", "212", "346")),
        Article("Taxi Hauptbahnhof - Messe", "Fahrt", "C62", 2350, ("1", "2")),
        Article("Verpflegungsmehraufwand", "Tag", "DAY", 2800, _FEW),
        Article("Beratung vor Ort", "Tag", "DAY", 96000, ("0.5", "1", "2")),
    ),
    "therapist": (
        Article("Krankengymnastik, Einzelbehandlung 20 Min.", "Stk", "H87", 2811, ("1",)),
        Article("Manuelle Lymphdrainage 45 Min.", "Stk", "H87", 5120, ("1",)),
        Article("Wärmepackung", "Stk", "H87", 1450, ("1",)),
        Article("Hausbesuch einschl. Wegegeld", "Stk", "H87", 1890, ("1",)),
        Article("Befundbericht", "Stk", "H87", 1200, ("1",)),
    ),
    "seminar": (
        Article("Englisch für den Verkauf, Gruppe A", "Std", "HUR", 5400, ("8", "12", "20")),
        Article("Deutsch im Lager, Kleingruppe", "Std", "HUR", 6100, ("6", "10")),
        Article("Prüfungsgebühr und Zertifikate", "Stk", "H87", 4200, _FEW),
    ),
    "used": (
        Article("Ladentheke Eiche, um 1930, restauriert", "Stk", "H87", 68000, ("1",)),
        Article("Emailleschild, Gebrauchsspuren", "Stk", "H87", 7900, _FEW),
        Article("Lastenrad, gebraucht, Baujahr 2021", "Stk", "H87", 145000, ("1", "2")),
    ),
    "small": (
        Article("Änderung Vorhänge Schaufenster, kürzen und säumen", "Stk", "H87", 2400, _FEW),
        Article("Produktaufnahmen freigestellt", "Std", "HUR", 6500, ("2", "3.5")),
        Article("Kissenbezug nach Maß, Leinen", "Stk", "H87", 1890, _FEW),
        Article("Bildbearbeitung", "Std", "HUR", 4500, ("1.5", "4")),
    ),
    "micro": (
        Article("Illustrations pour la vitrine de Noël, cession de droits comprise", "forfait", "C62", 42000, ("1",)),
        Article("Retouche de visuels", "h", "HUR", 3800, ("2", "3.5")),
        Article("Mise à jour du site marchand", "jour", "DAY", 29000, ("1", "1.5")),
        Article("Impression d'épreuves", "U", "H87", 850, _FEW),
    ),
}  # fmt: skip
