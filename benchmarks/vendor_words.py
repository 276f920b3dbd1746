# ruff: noqa: E501 (one company or article a row)
"""Who stands on the pages of benchmarks.vendor_pages, and what they sell.

None of these names stands on a page of another set. A bar in a name is where its line breaks.
"""

from dataclasses import dataclass
from typing import Final

from benchmarks.layout_companies import Company


@dataclass(frozen=True, slots=True)
class Article:
    """Something that is sold: its words, how it is counted, and what it costs at least."""

    text: str
    unit: str
    cents: int


SELLERS: Final[dict[str, tuple[Company, ...]]] = {
    "lexware": (
        Company("Tischlerei Wiesner GmbH", "Gewerbering 14a", "04425 Taucha", "tischlerei-wiesner.de", "DE 284 611 903", "DE02 1203 0000 0000 2020 51"),
        Company("Büroservice Amsel e.K.", "Sudetenweg 3", "84034 Landshut", "buero-amsel.de", "DE312440877", "DE02 5001 0517 0137 0750 30"),
    ),
    "sap": (
        Company("Kronberg Befestigungstechnik SE & Co. KG", "Am Hafen 100", "74653 Künzelsau", "kronberg.com", "DE146280017", "DE02 3006 0601 0502 5003 62"),
        Company("Ostertag Verpackungen AG", "Werkstraße 55-57", "33602 Bielefeld", "ostertag-verpackungen.de", "DE 124 003 876", "DE02 2005 0550 1015 8713 93"),
    ),
    "datev": (
        Company("Gärtnerei Blumenthal OHG", "Feldweg 21", "47638 Straelen", "gaertnerei-blumenthal.de", "DE 119 254 881", "DE02 1001 0010 0006 8201 01"),
        Company("Feinkost Reuter|Inh. Martina Reuter", "Hauptstr. 8", "54470 Bernkastel-Kues", "feinkost-reuter.de", "DE207755129", "DE02 7002 0270 0010 1086 69"),
    ),
    "grossist": (
        Company("Getränke Hollmann GmbH & Co. KG", "Brauereistraße 2", "34117 Kassel", "getraenke-hollmann.de", "DE 113 007 642", "DE02 6005 0101 0002 0343 04"),
        Company("Nordfrucht Handelsgesellschaft mbH", "Großmarkt Halle 4", "20097 Hamburg", "nordfrucht.de", "DE 118 622 015", "DE02 7001 0080 0030 8768 08"),
    ),
    "chorus": (
        Company("ATELIERS DU VERCORS", "ZA des Sources, 12 rue de l'Industrie", "38250 Villard-de-Lans", "ateliers-vercors.fr", "FR 27 512 084 336", "FR76 1027 8060 1000 0203 4567 859"),
        Company("Nettoyage Services Loire SAS", "48 quai de la Fosse", "44000 Nantes", "nsl-proprete.fr", "FR61443218907", "FR76 1444 5004 0008 0012 3456 754"),
    ),
    "negoce": (
        Company("Établissements Marchand & Fils", "Parc d'activités du Moulin", "59700 Marcq-en-Barœul", "ets-marchand.fr", "FR 88 775 620 144", "FR76 3004 7140 1600 0202 9750 144"),
        Company("SODIBAZ SARL", "3 avenue des Frères Lumière", "69680 Chassieu", "sodibaz.fr", "FR 09 389 004 716", "FR76 1380 7008 0030 2198 2370 121"),
    ),
    "facturador": (
        Company("Suministros Ibarra, S.L.U.", "Avda. de la Industria, 33, nave 6", "28108 Alcobendas (Madrid)", "suministrosibarra.es", "B84512035", "ES66 2100 0418 4012 3456 7891"),
        Company("Conservas del Cantábrico S.A.", "Muelle Norte s/n", "39740 Santoña (Cantabria)", "conservascantabrico.es", "A39004416", "ES60 0049 1500 0512 3456 7892"),
    ),
    "courtesy": (
        Company("Ceramiche Dal Pozzo S.r.l.", "Via dell'Artigianato 27", "36063 Marostica (VI)", "dalpozzo.it", "IT02148370243", "IT40 S054 2811 1010 0000 0123 456"),
        Company("Pastificio Lucano di R. Santoro & C. S.n.c.", "Contrada Fontanelle snc", "85100 Potenza (PZ)", "pastificiolucano.it", "IT01133790765", "IT28 W800 0000 2921 0064 5211 151"),
    ),
    "factuur": (
        Company("Van der Wal Installatietechniek B.V.", "Edisonstraat 18", "8912 AW Leeuwarden", "vanderwal-installatie.nl", "NL 8123.45.678.B01", "NL20 INGB 0001 2345 67"),
        Company("Drukkerij De Zwaan", "Kanaaldijk 77", "5642 JA Eindhoven", "drukkerijdezwaan.nl", "NL002145678B24", "NL02 ABNA 0123 4567 89"),
    ),
    "services": (
        Company("Pinecrest Facility Services, LLC", "2210 W Mockingbird Ln, Suite 300", "Dallas, TX 75235", "pinecrestfacility.com"),
        Company("Harbor Light Signage Inc", "915 Commercial St", "Portland, ME 04101", "harborlightsigns.com"),
    ),
    "distributor": (
        Company("Great Lakes Paper & Packaging Co.", "4400 N Ravenswood Ave", "Chicago, IL 60640", "glpaper.com"),
        Company("Sunbelt Candle Works", "77 Jasmine Court", "Savannah, GA 31401", "sunbeltcandle.com"),
    ),
    "utility": (
        Company("Northmoor Energy Supply Limited", "Turbine House, 1 Gasworks Lane", "Sheffield S3 8PB", "northmoorenergy.co.uk", "GB 288 4410 56", "GB82 WEST 1234 5698 7654 32"),
        Company("Wessex Water Services plc", "Claverton Park", "Bath BA2 7WW", "wessexwaters.co.uk", "GB 601 2287 93", "GB33 BUKB 2020 1555 5555 55"),
    ),
    "folio": (
        Company("Hotel Zum Goldenen Anker", "Seestraße 40", "88131 Lindau", "goldener-anker-lindau.de", "DE 128 930 554", "DE02 3702 0500 0007 8119 00"),
        Company("Parkhotel Rosengarten Betriebs GmbH", "Kurallee 1", "76530 Baden-Baden", "rosengarten-parkhotel.de", "DE 243 190 662", "DE02 5005 0000 5005 0000 50"),
    ),
    "freight": (
        Company("Meridian Forwarding (Ireland) Ltd", "Unit C4, Airport Logistics Park", "Swords, Co. Dublin K67 X5R8", "meridianforwarding.ie", "IE 6388047V", "IE29 AIBK 9311 5212 3456 78"),
        Company("Skagen Shipping A/S", "Havnegade 9", "8000 Aarhus C", "skagenshipping.dk", "DK 25 81 44 06", "DK50 0040 0440 1162 43"),
    ),
    "viewer": (
        Company("Brouwerij De Gulden Os N.V.", "Molenstraat 5", "2000 Antwerpen", "guldenos.be", "BE0403170701", "BE68 5390 0754 7034"),
        Company("Oy Pohjola Design Ab", "Satamakatu 12", "33200 Tampere", "pohjoladesign.fi", "FI20774740", "FI21 1234 5600 0007 85"),
    ),
    "document": (
        Company("Alderney Fasteners Ltd", "Crown Works, Foundry Street", "Sheffield S4 7UL", "alderneyfasteners.com", "GB 362 4417 08", "GB15 MIDL 4005 1512 3456 74"),
        Company("NORWOLD PACKAGING PLC", "Estuary Road 200", "Hull HU9 5PQ", "norwold.com", "GB 114 9080 52", "GB33 BUKB 2020 1555 5555 55"),
    ),
    "cuadro": (
        Company("Cerámicas Altamira, S.A.", "Ctra. de Onda, km 4", "12006 Castellón de la Plana", "ceramicasaltamira.es", "A12044871", "ES76 2077 0024 0031 0257 5766"),
        Company("HERMANOS QUIROGA S.L.", "Rúa do Porto 14, bajo", "36202 Vigo (Pontevedra)", "hnosquiroga.es", "B36118820", "ES91 2100 0418 4502 0005 1332"),
    ),
    "material": (
        Company("Tyne Bearings & Drives Ltd", "Scotswood Road 310", "Newcastle NE4 7BJ", "tynebearings.com", "GB 640 5511 28", "GB15 MIDL 4005 1512 3456 74"),
        Company("Harlow Cartons plc", "12 Temple Fields", "Harlow CM20 2DU", "harlowcartons.com", "GB 202 7740 16", "GB33 BUKB 2020 1555 5555 55"),
    ),
    "handwerk": (
        Company("Malerbetrieb Kessler & Sohn", "Am Anger 5", "99423 Weimar", "maler-kessler.de", "DE 259 118 047", "DE02 1203 0000 0000 2020 51"),
        Company("Kältetechnik Oberland GmbH", "Gewerbepark 22", "83714 Miesbach", "kaelte-oberland.de", "DE 301 775 226", "DE02 5001 0517 0137 0750 30"),
    ),
    "ingrosso": (
        Company("Casalinghi Brambilla S.p.A.", "Via delle Industrie 88", "20871 Vimercate (MB)", "casalinghibrambilla.it", "IT00694130960", "IT40 S054 2811 1010 0000 0123 456"),
        Company("F.lli Esposito & Figli S.a.s.", "Interporto di Nola lotto C 4", "80035 Nola (NA)", "espositofigli.it", "IT04471250635", "IT28 W800 0000 2921 0064 5211 151"),
    ),
    "cashcarry": (
        Company("Tamar Valley Wholesale Foods Limited", "Unit 9 Saltash Parkway", "Plymouth PL12 6LX", "tamarvalleywholesale.co.uk", "GB 541 2207 63", "GB29 NWBK 6016 1331 9268 19"),
        Company("Ferryman Drinks Distribution", "The Maltings, Quay Lane", "Ipswich IP4 1BD", "ferrymandrinks.co.uk", "GB 277 3381 90", "GB94 BARC 1020 1530 0934 59"),
    ),
    "studio": (
        Company("Atelier Graphique Bellune", "16 rue des Tanneurs", "1201 Genève", "bellune.ch", "CHE-114.209.882 TVA", "CH93 0076 2011 6238 5295 7"),
        Company("Sonnhalde Verlag AG", "Seefeldstrasse 104", "8008 Zürich", "sonnhalde-verlag.ch", "CHE-107.884.310 TVA", "CH56 0483 5012 3456 7800 9"),
    ),
}  # fmt: skip
BUYERS: Final = {
    "de": (Company("Warenhaus Sonnenschein GmbH", "Königsplatz 1", "86150 Augsburg", "", "DE811332907"),
           Company("Regenbogen Märkte AG|Kreditorenbuchhaltung", "Postfach 10 02 44", "50442 Köln", "", "DE129442085")),
    "fr": (Company("Les Halles du Parc SAS", "19 boulevard Carnot", "31000 Toulouse", "", "FR 55 401 227 980"),
           Company("Bazar de l'Hôtel de Ville", "Service comptabilité fournisseurs|55 rue de la Verrerie", "75004 Paris", "", "FR 32 542 052 865")),
    "es": (Company("Almacenes La Ribera, S.A.", "C/ Mayor, 112", "50001 Zaragoza", "", "A50112233"),
           Company("Mercados del Sur S.L.", "Polígono El Pino, parcela 7", "41016 Sevilla", "", "B41778899")),
    "it": (Company("Emporio Centrale S.p.A.", "Corso Vittorio Emanuele 210", "00186 Roma (RM)", "", "IT08910211006"),
           Company("La Bottega Toscana S.r.l.", "Via Calimala 4/r", "50123 Firenze (FI)", "", "IT05588410481")),
    "nl": (Company("Warenhuis Oranje B.V.", "Coolsingel 120", "3011 AG Rotterdam", "", "NL809112233B01"),
           Company("Stichting Winkelhart", "Postbus 4410", "3502 GN Utrecht", "", "NL821445566B01")),
    "en": (Company("Fairweather Stores Ltd", "Accounts Payable, 200 Deansgate", "Manchester M3 4BQ", "", "GB 744 1200 31"),
           Company("Maple & Main Retail plc", "60 George Street", "Edinburgh EH2 2LR", "", "GB 918 3344 20")),
    "us": (Company("Bluebonnet Home Stores, Inc.", "Attn: Accounts Payable|PO Box 660412", "Dallas, TX 75266-0412"),
           Company("Cedar Row Mercantile", "18 Main Street", "Burlington, VT 05401")),
}  # fmt: skip
BESIDE_GOODS: Final = {
    ("deposit", "de"): "Pfand Kasten 24 x 0,08",
    ("levy", "fr"): "Éco-participation mobilier",
    ("levy", "it"): "Contributo RAEE",
}
GOODS: Final = {
    "de": (
        Article("Regalsystem Vario, Grundelement 1000 x 400 x 2000 mm, verzinkt, mit fünf Fachböden", "Stk", 8900),
        Article("Sechskantschrauben DIN 933 M8 x 40, galvanisch verzinkt", "Stk", 9),
        Article("Kopierpapier A4, 80 g/m², FSC-zertifiziert, Palette", "Pal", 41200),
        Article("Wartung Ladeneingangstür gemäß Angebot vom 03.02., inkl. Anfahrt und Kleinmaterial", "Std", 6450),
        Article("Frühlingszwiebeln Bund, Klasse I, Herkunft Spanien", "Kiste", 1180),
        Article("Mineralwasser still 12 x 0,75 l Glas", "Ka", 599),
        Article("Faltkarton 2-wellig 400x300x200 mm braun", "Stk", 87),
        Article("Umschlag DIN lang mit Fenster, selbstklebend", "Pack", 1490),
        Article("Topfchrysantheme Ø 12 cm, gemischt", "Stk", 245),
        Article("Montage und Einstellung der Scharniere", "Std", 5800),
    ),
    "fr": (
        Article("Prestation de nettoyage des vitrines et du sas d'entrée, passage hebdomadaire, mois de septembre", "forfait", 38000),
        Article("Cintre bois verni 44 cm, crochet doré", "pce", 165),
        Article("Rayonnage mi-lourd, échelle 2,50 m", "u", 7240),
        Article("Carafe à décanter cristallin 1,2 L (boîte cadeau)", "pce", 2190),
        Article("Remise en peinture du local technique, deux couches, compris lessivage et rebouchage", "m²", 1450),
        Article("Torchon coton bio 50x70 motif olive", "pce", 310),
        Article("Bougie parfumée cire de soja, figuier", "pce", 695),
        Article("Main d'œuvre technicien qualifié", "h", 5200),
    ),
    "es": (
        Article("Anchoas en aceite de oliva virgen extra, lata 50 g, serie limitada costera 2026", "ud", 412),
        Article("Guante nitrilo azul T.9 (caja 100)", "caja", 745),
        Article("Mejillones en escabeche 8/12 piezas, estuche de tres latas", "ud", 589),
        Article("Cinta de embalar 48 mm x 132 m marrón", "rollo", 119),
        Article("Servicio de reposición en lineal, jornada completa, tienda de Nervión", "día", 13500),
        Article("Bonito del Norte, tarro 250 g", "ud", 680),
        Article("Film estirable manual 23 micras 500 mm", "ud", 540),
    ),
    "it": (
        Article("Piatto piano in ceramica decorato a mano, diametro 27 cm, collezione Laguna", "NR", 1460),
        Article("Orecchiette di grano duro trafilate al bronzo 500 g", "PZ", 185),
        Article("Vaso alto smaltato bianco h 40", "NR", 3890),
        Article("Strascinati integrali 500 g - cartone da 12 confezioni", "CT", 2340),
        Article("Set 6 tazzine caffè con piattino, confezione regalo", "NR", 2750),
        Article("Contributo spese di campionatura e stampi come da accordi", "NR", 9500),
    ),
    "nl": (
        Article("Onderhoudsbeurt koelinstallatie filiaal Rotterdam-Zuid, incl. voorrijkosten en lekcontrole", "uur", 8450),
        Article("Koperen leiding 22 mm, per meter", "m", 1135),
        Article("Folder A5 dubbelzijdig, 135 grams glanzend, oplage 5.000 stuks", "set", 24950),
        Article("Thermostaatkraan haaks 1/2\"", "st", 1890),
        Article("Visitekaartjes enkelzijdig", "doos", 3900),
        Article("Bier Tripel 33 cl krat 24 flessen", "krat", 2960),
        Article("Posters A1 voor voorjaarsactie", "st", 425),
    ),
    "en": (
        Article("Ocean freight Rotterdam - Dublin, 1 x 40' HC, container MSKU 904417-2", "shpt", 118000),
        Article("Customs clearance and entry fee, 3 tariff headings", "entry", 6500),
        Article("Quayside handling", "unit", 14250),
        Article("Fuel adjustment factor week 38", "shpt", 7630),
        Article("Road haulage port to distribution centre including tail-lift and two hours waiting time", "trip", 33500),
        Article("Linen tablecloth, natural, 150 x 250 cm, pre-washed", "pcs", 2890),
        Article("Birch serving board, large", "pcs", 1675),
    ),
    "us": (
        Article("Janitorial services - Store #114, nightly, September 2026", "mo", 184000),
        Article("Kraft paper bag 10x5x13, white, handle, 250/case", "CS", 4235),
        Article("Exterior sign face replacement, acrylic, incl. permit and disposal of existing face", "EA", 92500),
        Article("Floor wax, low odor, 5 gal pail", "PL", 6120),
        Article("Emergency plumbing call-out, after hours (2 techs)", "HR", 14500),
        Article("Soy candle 9oz - Magnolia & Peach", "EA", 1075),
        Article("Bubble mailer #2, 8.5 x 12, self seal, 100/case", "CS", 2789),
        Article("Corrugated box 12x9x6 32ECT", "BDL", 1860),
    ),
}  # fmt: skip
