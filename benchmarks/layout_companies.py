# ruff: noqa: E501 (one company a row)
"""The companies on the invoices of benchmarks.page_layouts, by language and by set of designs.

A bar in a name is where its line breaks. Those of one set of designs are on no page of another, so
that what is learned from the names of one set cannot help with the other.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Company:
    """A party as it is printed; a bar in the name is where its line breaks."""

    name: str
    street: str
    town: str
    site: str = ""
    vat_id: str = ""
    iban: str = ""

    @property
    def whole(self) -> str:
        """The name in one line."""
        return self.name.replace("|", " ")


_FIRST: Final = {
    "en": (
        Company("Harrow & Pike Supplies Ltd", "14 Canal Wharf", "Leeds LS1 4BN", "harrowpike.co.uk",
                "GB 123 4567 82", "GB29 NWBK 6016 1331 9268 19"),
        Company("Brightwater Trading", "Unit 7, Dock Road", "Bristol BS1 6UL", "brightwater.example",
                "GB 987 6543 21", "GB94 BARC 1020 1530 0934 59"),
        Company("The Old Mill|Homeware Company Limited", "3 Mill Lane", "Kendal LA9 4QR", "oldmill.example",
                "GB 555 0123 44", "GB33 BUKB 2020 1555 5555 55"),
    ),
    "de": (
        Company("Hofmann & Söhne Großhandel GmbH", "Industriestraße 12", "70565 Stuttgart",
                "hofmann-grosshandel.example", "DE 123456788", "DE89 3704 0044 0532 0130 00"),
        Company("Manufaktur Elbtal e.K.", "Lindenweg 3", "01067 Dresden", "elbtal.example", "DE136695976",
                "DE75 5121 0800 1245 1261 99"),
        Company("Papeterie Schwarz|Inhaberin Karin Schwarz", "Am Markt 9", "99084 Erfurt", "papeterie-schwarz.example",
                "DE 811569869", "DE44 5001 0517 5407 3249 31"),
    ),
    "fr": (
        Company("Comptoir des Alpes SARL", "27 rue du Lac", "74000 Annecy", "comptoir-alpes.example",
                "FR 40 303 265 045", "FR14 2004 1010 0505 0001 3M02 606"),
        Company("Maison Delcourt", "5 place Bellecour", "69002 Lyon", "maisondelcourt.example", "FR83404833048",
                "FR76 3000 6000 0112 3456 7890 189"),
    ),
    "es": (
        Company("Distribuciones Levante, S.L.", "Calle Colón 45", "46004 Valencia", "dislevante.example",
                "B12345674", "ES91 2100 0418 4502 0005 1332"),
        Company("Textiles Vega S.A.", "Polígono Norte, nave 8", "08025 Barcelona", "textilesvega.example",
                "ESA58818501", "ES79 2100 0813 6101 2345 6789"),
    ),
    "it": (
        Company("Fratelli Bianchi S.r.l.", "Via Garibaldi 18", "20121 Milano MI", "fratellibianchi.example",
                "IT00743110157", "IT60 X054 2811 1010 0000 0123 456"),
        Company("Ceramiche del Sole di Rossi Anna", "Viale Europa 2", "84019 Vietri sul Mare SA",
                "ceramichedelsole.example", "IT 07643520567", "IT40 S054 2811 1010 0000 0123 456"),
    ),
    "nl": (
        Company("Van der Berg Groothandel B.V.", "Havenweg 101", "3011 AB Rotterdam", "vdberg.example",
                "NL001234567B01", "NL91 ABNA 0417 1643 00"),
        Company("Atelier Noord", "Prinsengracht 22", "1015 DV Amsterdam", "ateliernoord.example", "NL 8123.45.678.B02",
                "NL20 INGB 0001 2345 67"),
    ),
}  # fmt: skip
_FIRST_BUYERS: Final = {
    "en": Company("Fenwick Retail Group plc", "200 High Street", "London W1B 5AH"),
    "de": Company("Kaufhaus Sommer AG", "Königsallee 60", "40212 Düsseldorf"),
    "fr": Company("Grands Magasins Réunis SAS", "12 avenue Foch", "75116 Paris"),
    "es": Company("Almacenes Central, S.A.", "Gran Vía 31", "28013 Madrid"),
    "it": Company("Emporio Centrale S.p.A.", "Corso Venezia 7", "20121 Milano MI"),
    "nl": Company("Warenhuis De Linde B.V.", "Damrak 70", "1012 LM Amsterdam"),
}

# The vendors of the early designs, of C and of D; those of the first two sets are above.
_SETS: Final[dict[str, dict[str, tuple[Company, ...]]]] = {
    "early": {
        "en": (
            Company("Thornfield Stationers Ltd", "14 Mill Lane", "Leeds LS1 4AP", "thornfield.example", "GB123456789", "GB29NWBK60161331926819"),
            Company("Quayside Trading", "Unit 3, Harbour Road", "Bristol BS1 5TY", "quayside.example", "GB123456789", "GB29NWBK60161331926819"),
        ),
        "de": (
            Company("Bergmann Lagertechnik GmbH", "Industriestr. 12", "70565 Stuttgart", "bergmann.example", "DE136695976", "DE89370400440532013000"),
            Company("Werkzeughaus Otto Kranz e.K.", "Am Markt 3", "04109 Leipzig", "kranz.example", "DE136695976", "DE89370400440532013000"),
        ),
        "fr": (
            Company("Établissements Rocher SARL", "8 rue des Tanneurs", "69002 Lyon", "rocher.example", "FR40303265045", "FR1420041010050500013M02606"),
            Company("Papeterie du Canal", "21 quai Nord", "31000 Toulouse", "canal.example", "FR40303265045", "FR1420041010050500013M02606"),
        ),
        "es": (
            Company("Suministros Alcázar S.L.", "Calle Mayor 15", "28013 Madrid", "alcazar.example", "ESA58818501", "ES9121000418450200051332"),
            Company("Talleres Ortega", "Polígono Sur, nave 4", "41006 Sevilla", "ortega.example", "ESA58818501", "ES9121000418450200051332"),
        ),
        "it": (
            Company("Cartiere Bellini S.r.l.", "Via Roma 21", "20121 Milano", "bellini.example", "IT00743110157", "IT60X0542811101000000123456"),
            Company("Officine Marchetti", "Viale Europa 9", "10123 Torino", "marchetti.example", "IT00743110157", "IT60X0542811101000000123456"),
        ),
        "nl": (
            Company("De Graaf Techniek B.V.", "Havenstraat 60", "3011 AB Rotterdam", "degraaf.example", "NL004495445B01", "NL91ABNA0417164300"),
            Company("Kantoorhuis Vermeer", "Lindelaan 5", "3511 CD Utrecht", "vermeer.example", "NL004495445B01", "NL91ABNA0417164300"),
        ),
    },
    "C": {
        "en": (
            Company("Marlow & Finch|Kitchenware", "The Old Dairy, Church Lane", "Ludlow SY8 1AB", "marlowfinch.example", "GB 823 4471 09", "GB82 WEST 1234 5698 7654 32"),
            Company("Northgate Lighting Limited", "48 Foundry Street", "Sheffield S3 8JD", "northgatelighting.example", "GB 902 1188 37", "GB94 BARC 1020 1530 0934 59"),
            Company("Pebble Ceramics", "2 Quay Street", "Falmouth TR11 3LH", "pebble-ceramics.example", "GB 311 0456 72", "GB29 NWBK 6016 1331 9268 19"),
        ),
        "de": (
            Company("Backhaus Tellerrand|Feinkost und Catering", "Hafenstraße 7", "20457 Hamburg", "tellerrand.example", "DE 129 273 398", "DE02 1203 0000 0000 2020 51"),
            Company("Lichtwerk Franken GmbH & Co. KG", "Siemensring 22", "90411 Nürnberg", "lichtwerk-franken.example", "DE 811 128 135", "DE02 5001 0517 0137 0750 30"),
            Company("Korbwaren Ilse Brandt", "Dorfanger 4", "96215 Lichtenfels", "korbwaren-brandt.example", "DE 136 695 976", "DE02 7002 0270 0010 1086 69"),
        ),
        "fr": (
            Company("Les Jardins de Morgane|Fleurs et décoration", "14 chemin des Prés", "35000 Rennes", "jardinsdemorgane.example", "FR 40 303 265 045", "FR76 3000 6000 0112 3456 7890 189"),
            Company("Verrerie Beaulieu SAS", "9 boulevard Carnot", "87000 Limoges", "verrerie-beaulieu.example", "FR 83 404 833 048", "FR14 2004 1010 0505 0001 3M02 606"),
            Company("Savonnerie Estelle", "3 cours Mirabeau", "13100 Aix-en-Provence", "savonnerie-estelle.example", "FR 53 542 051 180", "FR14 2004 1010 0505 0001 3M02 606"),
        ),
        "es": (
            Company("Bodegas y Viñedos|Hermanos Salas", "Camino Real 3", "26004 Logroño", "hermanossalas.example", "A58818501", "ES91 2100 0418 4502 0005 1332"),
            Company("Iluminación Costa Brava S.L.U.", "Avenida del Mar 77", "17310 Lloret de Mar", "iluminacioncb.example", "B58378431", "ES79 2100 0813 6101 2345 6789"),
            Company("Cestería Amaya", "Calle Zapatería 6", "31001 Pamplona", "cesteria-amaya.example", "15865432D", "ES91 2100 0418 4502 0005 1332"),
        ),
        "it": (
            Company("Antica Bottega|del Marmo", "Via Carriona 40", "54033 Carrara MS", "bottegadelmarmo.example", "007 4311 0157", "IT60 X054 2811 1010 0000 0123 456"),
            Company("Luce Viva S.r.l.", "Via Tiburtina 310", "00159 Roma RM", "luceviva.example", "IT 00743110157", "IT40 S054 2811 1010 0000 0123 456"),
            Company("Pasticceria Orlandi", "Piazza Duomo 2", "43121 Parma PR", "orlandi.example", "IT00488410010", "IT60 X054 2811 1010 0000 0123 456"),
        ),
        "nl": (
            Company("Kwekerij Zonneveld|Planten en Potten", "Tuinlaan 18", "2665 AB Bleiswijk", "zonneveld.example", "NL 0044 95 445 B01", "NL20 INGB 0001 2345 67"),
            Company("Lichthuis Utrecht B.V.", "Europalaan 500", "3526 KS Utrecht", "lichthuis.example", "NL 8123.45.678.B02", "NL91 ABNA 0417 1643 00"),
            Company("Mandenmakerij De Wilg", "Dijkweg 9", "4251 AA Werkendam", "dewilg.example", "NL001234567B01", "NL20 INGB 0001 2345 67"),
        ),
        "ch": (
            Company("Zürcher Papierhandel AG", "Bahnhofweg 11", "8004 Zürich", "papierhandel.example", "CHE-116.281.710 MWST", "CH93 0076 2011 6238 5295 7"),
        ),
    },
    "D": {
        "en": (
            Company("Hollis Bros|Timber Merchants", "Wharf Road", "Gloucester GL1 2EH", "hollisbros.example", "GB 220 4302 31", "GB33 BUKB 2020 1555 5555 55"),
            Company("Albion Textile Services Ltd", "Victoria Mill, Dean Street", "Burnley BB10 1LH", "albiontextile.example", "GB 440 6273 95", "GB82 WEST 1234 5698 7654 32"),
            Company("Juniper & Rye", "31 Walcot Street", "Bath BA1 5BG", "juniperandrye.example", "GB 718 2265 40", "GB94 BARC 1020 1530 0934 59"),
        ),
        "de": (
            Company("Weingut am Kirchberg|Familie Neumeier", "Kirchgasse 15", "67146 Deidesheim", "weingut-neumeier.example", "DE 147 524 900", "DE75 5121 0800 1245 1261 99"),
            Company("Polstermanufaktur Rhön GmbH", "Gewerbepark 9", "36037 Fulda", "polster-rhoen.example", "DE 245 719 123", "DE44 5001 0517 5407 3249 31"),
            Company("Buchbinderei Hanke", "Neue Straße 31", "37073 Göttingen", "buchbinderei-hanke.example", "DE 811 569 869", "DE02 1203 0000 0000 2020 51"),
        ),
        "fr": (
            Company("Coutellerie Laguiole|Père et Fils", "2 place du Foirail", "12210 Laguiole", "coutelleriepf.example", "FR 53 542 051 180", "FR14 2004 1010 0505 0001 3M02 606"),
            Company("Emballages Durand SARL", "ZI Nord, rue Ampère", "67800 Bischheim", "emballagesdurand.example", "FR 40 303 265 045", "FR76 3000 6000 0112 3456 7890 189"),
            Company("Chocolaterie Mercier", "17 rue Gambetta", "64100 Bayonne", "chocolaterie-mercier.example", "FR 83 404 833 048", "FR14 2004 1010 0505 0001 3M02 606"),
        ),
        "es": (
            Company("Cerámica Tradicional|Familia Quesada", "Cuesta del Carmen 12", "18010 Granada", "ceramicaquesada.example", "B12345674", "ES91 2100 0418 4502 0005 1332"),
            Company("Logística Norte S.A.", "Polígono Arasur, parcela 6", "01213 Rivabellosa", "logisticanorte.example", "A58818501", "ES79 2100 0813 6101 2345 6789"),
            Company("Floristería Magnolia", "Calle Larios 9", "29015 Málaga", "magnolia.example", "12345678Z", "ES91 2100 0418 4502 0005 1332"),
        ),
        "it": (
            Company("Tessitura Artigiana|Fratelli Conti", "Via Bligny 5", "22100 Como CO", "tessituraconti.example", "IT 0743 1101 57", "IT60 X054 2811 1010 0000 0123 456"),
            Company("Imballaggi Adriatica S.p.A.", "Zona Industriale 14", "60131 Ancona AN", "imballaggiadriatica.example", "IT 00743110157", "IT40 S054 2811 1010 0000 0123 456"),
            Company("Erboristeria Salvia", "Via dei Servi 8", "50122 Firenze FI", "erboristeria-salvia.example", "IT00488410010", "IT60 X054 2811 1010 0000 0123 456"),
        ),
        "nl": (
            Company("Meubelmakerij Hoekstra|en Dochters", "Ambachtsweg 3", "8601 WL Sneek", "hoekstra-meubel.example", "NL 1234.56.789.B01", "NL91 ABNA 0417 1643 00"),
            Company("Verpakkingen Zuid B.V.", "Ekkersrijt 4102", "5692 DB Son", "verpakkingenzuid.example", "NL 0044.95.445.B01", "NL20 INGB 0001 2345 67"),
            Company("Koffiebranderij Mokka", "Vismarkt 21", "9711 KT Groningen", "mokka.example", "NL812345678B02", "NL91 ABNA 0417 1643 00"),
        ),
        "ch": (
            Company("Uhrenatelier Sommer GmbH", "Quai du Bas 33", "2502 Biel/Bienne", "uhren-sommer.example", "CHE-109.322.551 MWST", "CH56 0483 5012 3456 7800 9"),
        ),
    },
}  # fmt: skip
_BUYERS: Final[dict[str, dict[str, tuple[Company, ...]]]] = {
    "early": {
        "en": (Company("Larkspur Stores plc", "9 High Street", "York YO1 7EP"), Company("Beech & Rowan", "2 Station Road", "Bath BA1 1AA")),
        "de": (Company("Silberbach Handels AG", "Ringstraße 45", "50667 Köln"), Company("Frieda Lohmann Moden", "Gartenweg 7", "24103 Kiel")),
        "fr": (Company("Galeries Montclair SA", "3 avenue Foch", "59000 Lille"), Company("Maison Verdier", "12 place du Marché", "44000 Nantes")),
        "es": (Company("Almacenes Robledo S.A.", "Gran Vía 80", "48011 Bilbao"), Company("Librería Cervera", "Plaza Nueva 2", "50003 Zaragoza")),
        "it": (Company("Magazzini Ferrante S.p.A.", "Corso Italia 4", "16121 Genova"), Company("Bottega Lombardi", "Piazza Grande 1", "52100 Arezzo")),
        "nl": (Company("Winkelgroep Oost N.V.", "Stationsplein 2", "6811 KM Arnhem"), Company("Bakkerij Smit", "Dorpsstraat 18", "7411 GH Deventer")),
    },
    "C": {
        "en": (Company("Ashdown Department Stores Ltd", "70 Market Place", "Norwich NR2 1NH"), Company("Tilly's Home Store", "5 Bridge Street", "Chester CH1 1NG")),
        "de": (Company("Kaufpark Westfalen GmbH", "Hansaring 101", "48155 Münster"), Company("Einrichtungshaus Paulsen", "Holstenplatz 2", "24937 Flensburg")),
        "fr": (Company("Magasins Océane SAS", "55 rue de Siam", "29200 Brest"), Company("Aux Trois Ponts", "8 rue du Pont", "25000 Besançon")),
        "es": (Company("Grandes Superficies del Sur, S.A.", "Avenida de la Paz 100", "11012 Cádiz"), Company("Hogar y Regalo Ibáñez", "Plaza Mayor 14", "37002 Salamanca")),
        "it": (Company("Centro Casa S.r.l.", "Via Emilia 210", "40127 Bologna BO"), Company("Regali Donati", "Via Garibaldi 3", "06121 Perugia PG")),
        "nl": (Company("Woonwinkels Holland B.V.", "Kalverstraat 201", "1012 XC Amsterdam"), Company("Cadeaushop Jansen", "Markt 4", "6211 CK Maastricht")),
    },
    "D": {
        "en": (Company("Castle Retail Holdings plc", "1 Kingsway", "Cardiff CF10 3FD"), Company("The Corner Emporium", "88 Long Row", "Nottingham NG1 2JE")),
        "de": (Company("Stadtkaufhaus Regensburg AG", "Maximilianstraße 6", "93047 Regensburg"), Company("Wohnideen Sabine Kroll", "Lange Gasse 40", "86152 Augsburg")),
        "fr": (Company("Distribution du Rhône SA", "120 cours Lafayette", "69003 Lyon"), Company("La Petite Maison", "6 rue Sainte", "13001 Marseille")),
        "es": (Company("Comercial Atlántica S.L.", "Rúa Nova 22", "15705 Santiago de Compostela"), Company("Casa Benavente", "Calle del Sol 1", "39003 Santander")),
        "it": (Company("Supermercati Lario S.p.A.", "Viale Varese 61", "22100 Como CO"), Company("La Bottega di Nora", "Via Verdi 10", "38122 Trento TN")),
        "nl": (Company("Warenhuis Maas N.V.", "Coolsingel 120", "3011 AG Rotterdam"), Company("Het Landhuis", "Brink 7", "9401 HV Assen")),
    },
}  # fmt: skip


def seller(group: str, language: str, number: int) -> Company:
    """One of the vendors of a set of designs; A and B share theirs."""
    every = _FIRST[language] if group in "AB" else _SETS[group][language]
    return every[number % len(every)]


def buyer(group: str, language: str, number: int) -> Company:
    """One of the retailers of a set of designs."""
    if group in "AB":
        return _FIRST_BUYERS[language]
    every = _BUYERS[group][language]
    return every[number % len(every)]
