"""What each kind of vendor makes: written by hand, so that every line reads like a real one.

A row is ``base description|unit cost|pieces a case|variants``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """The articles of one vendor: where they stand in the store and what they are."""

    department: str
    category: str
    rows: tuple[str, ...]
    is_food: bool = False
    price_base: int = 1


# fmt: off
RANGES = {
    "stoneware": Range("Kitchen & Table", "Tableware", (
        "Stoneware mug 350 ml|4.35|12|sand,slate,moss,chalk",
        "Pasta bowl 23 cm|6.90|6|sand,slate,chalk",
        "Dinner plate 27 cm|7.80|6|sand,slate,chalk",
        "Serving dish oval 34 cm|16.40|4|sand,slate")),
    "glass": Range("Kitchen & Table", "Glassware", (
        "Tumbler 300 ml recycled glass|2.15|24|clear,smoke,amber",
        "Carafe 1.2 l with cork|9.60|6|clear,smoke",
        "Storage jar with bamboo lid|5.25|12|0.5 l,1.0 l,1.8 l",
        "Champagne flute set of 4|13.90|6|plain,ribbed")),
    "cutlery": Range("Kitchen & Table", "Cutlery & knives", (
        "Table fork brushed steel|2.90|24|matt,black",
        "Table knife brushed steel|3.20|24|matt,black",
        "Chef's knife 20 cm|27.50|6|ash handle,walnut handle",
        "Bread knife 24 cm|22.80|6|ash handle,walnut handle")),
    "boards": Range("Kitchen & Table", "Wooden kitchenware", (
        "Chopping board oak|14.75|8|30 x 20 cm,40 x 28 cm,round 32 cm",
        "Salad servers olive wood|8.40|12|pair",
        "Rolling pin beech|6.10|12|40 cm",
        "Spice rack oak|23.60|4|wall,standing")),
    "pans": Range("Kitchen & Table", "Cookware", (
        "Cast iron casserole|46.00|2|20 cm graphite,24 cm graphite,24 cm ochre",
        "Frying pan forged iron|31.50|4|20 cm,24 cm,28 cm",
        "Milk pan enamel 1 l|15.80|6|cream,forest")),
    "linen": Range("Living", "Kitchen & table linen", (
        "Linen tea towel 50 x 70 cm|5.60|20|natural,stripe blue,stripe rust",
        "Napkin stonewashed linen set of 4|15.20|10|natural,olive,indigo",
        "Tablecloth linen 150 x 250 cm|41.00|4|natural,olive",
        "Apron cross-back|18.90|8|natural,indigo")),
    "bedding": Range("Living", "Bed & bath", (
        "Duvet cover percale 135 x 200 cm|36.50|6|white,fog,clay",
        "Pillowcase percale 80 x 80 cm|9.80|12|white,fog,clay",
        "Bath towel organic cotton 70 x 140 cm|11.70|12|white,fog,clay,pine")),
    "throws": Range("Living", "Cushions & throws", (
        "Wool throw 130 x 180 cm|38.00|5|herringbone grey,check ochre,plain ivy",
        "Cushion cover 50 x 50 cm|10.90|12|grey,ochre,ivy",
        "Sheepskin undyed|44.50|4|ivory")),
    "rugs": Range("Living", "Rugs", (
        "Jute rug|34.00|3|80 x 150 cm,120 x 180 cm,160 x 230 cm",
        "Cotton runner 70 x 200 cm|19.50|6|black stripe,natural",
        "Door mat coir 45 x 75 cm|7.90|10|plain,border")),
    "candles": Range("Living", "Candles & fragrance", (
        "Scented candle 180 g|7.40|12|fig leaf,cedar,sea salt,tomato vine",
        "Pillar candle 15 cm|3.35|24|ivory,oxblood,forest",
        "Tea lights beeswax box of 12|5.15|20|natural",
        "Reed diffuser 100 ml|11.60|8|fig leaf,cedar")),
    "lighting": Range("Living", "Lighting", (
        "Table lamp ceramic base|36.80|2|chalk,ink",
        "Pendant shade rattan|29.40|4|35 cm,50 cm",
        "Festoon lights outdoor 10 m|24.50|6|warm white",
        "LED filament bulb E27 4 W|2.95|20|clear,amber")),
    "baskets": Range("Living", "Storage & baskets", (
        "Seagrass basket|12.30|6|small,medium,large",
        "Felt storage box|8.80|10|grey,camel",
        "Log basket willow|26.00|3|natural",
        "Coat hook cast iron|4.60|20|single,double")),
    "frames": Range("Living", "Frames & mirrors", (
        "Picture frame oak|7.20|10|13 x 18 cm,21 x 30 cm,30 x 40 cm",
        "Mirror round black|33.50|2|40 cm,60 cm",
        "Passe-partout white|1.45|50|21 x 30 cm,30 x 40 cm")),
    "paper": Range("Living", "Stationery", (
        "Notebook A5 dotted|4.80|20|clay,pine,ink",
        "Gift wrap roll 2 m|1.95|40|botanical,dots,kraft",
        "Greeting card letterpress|1.10|50|thank you,birthday,blank",
        "Desk calendar|5.90|25|next year")),
    "toys": Range("Living", "Children", (
        "Wooden train set 32 pieces|21.60|6|classic",
        "Stacking tower beech|8.70|12|rainbow,natural",
        "Cotton bunny 28 cm|9.40|12|grey,rose",
        "Wooden shop scales|12.90|8|natural")),
    "pots": Range("Garden", "Pots & planters", (
        "Terracotta pot|2.60|12|14 cm,18 cm,24 cm,32 cm",
        "Saucer terracotta|1.15|24|16 cm,20 cm,26 cm",
        "Zinc planter oval|17.40|4|40 cm,55 cm",
        "Glazed planter|14.20|4|25 cm blue,25 cm white")),
    "tools": Range("Garden", "Garden tools", (
        "Hand trowel ash handle|7.65|12|stainless",
        "Secateurs bypass|16.90|10|standard,left-handed",
        "Border spade ash handle|29.80|4|stainless",
        "Watering can galvanised|18.50|6|5 l,10 l",
        "Garden twine jute 100 m|1.85|30|natural,green")),
    "seeds": Range("Garden", "Seeds & bulbs", (
        "Seed packet organic|0.92|100|basil,sunflower,beetroot,wildflower mix",
        "Tulip bulbs bag of 20|2.45|40|Apricot,Queen of Night,mixed",
        "Grow kit herbs|6.30|16|kitchen,cocktail",
        "Amaryllis bulb waxed|4.90|24|red,gold")),
    "compost": Range("Garden", "Soil & feed", (
        "Peat-free compost 40 l|3.85|50|universal,tomato",
        "Liquid plant feed 1 l|3.10|12|flowering,green plants",
        "Bark mulch 60 l|4.20|40|pine")),
    "furniture": Range("Garden", "Garden furniture", (
        "Folding chair acacia|27.90|2|natural",
        "Bistro table steel 60 cm|38.50|1|graphite,sage",
        "Bistro chair steel|22.40|2|graphite,sage",
        "Parasol cotton 2.7 m|49.00|1|ecru,olive")),
    "birds": Range("Garden", "Birds & wildlife", (
        "Bird feeder seed|6.80|12|hanging,window",
        "Nesting box larch|9.90|8|32 mm,28 mm",
        "Bird seed mix|5.40|10|2.5 kg,5 kg",
        "Insect hotel|14.60|4|small,large")),
    "firewood": Range("Garden", "Fire & barbecue", (
        "Fire bowl steel 60 cm|52.00|1|rust",
        "Kindling net 5 kg|2.70|60|dry birch",
        "Firelighters wood wool box of 32|2.05|24|natural",
        "Charcoal beech 5 kg|6.20|40|FSC")),
    "oil": Range("Pantry", "Oil & vinegar", (
        "Olive oil extra virgin 500 ml|6.85|12|fruity,mild",
        "Wine vinegar 250 ml|2.95|12|red,white,raspberry",
        "Balsamic cream 180 ml|3.10|12|classic",
        "Rapeseed oil cold-pressed 500 ml|3.95|12|plain,butter flavour"), is_food=True),
    "preserves": Range("Pantry", "Jams & preserves", (
        "Jam 225 g|2.35|12|damson,apricot,strawberry & elderflower,gooseberry",
        "Chutney 190 g|2.60|12|apple & date,red onion",
        "Lemon curd 210 g|2.75|12|classic",
        "Honey 350 g|4.60|12|lime blossom,heather"), is_food=True),
    "biscuits": Range("Pantry", "Biscuits & cake", (
        "Shortbread 160 g|1.95|18|butter,stem ginger,lemon",
        "Oat biscuits 250 g|1.65|20|plain,cranberry",
        "Stollen 500 g|5.80|10|marzipan,classic",
        "Gingerbread hearts 200 g|2.40|20|dark chocolate"), is_food=True),
    "chocolate": Range("Pantry", "Chocolate & sweets", (
        "Chocolate bar 80 g|1.85|20|dark 72 %,milk sea salt,hazelnut",
        "Drinking chocolate 300 g|4.95|12|classic,spiced",
        "Caramels sea salt 150 g|3.20|16|tin",
        "Liquorice 125 g|1.90|24|sweet,salt"), is_food=True),
    "tea": Range("Pantry", "Tea & coffee", (
        "Loose tea 100 g|3.75|12|Assam,Earl Grey,East Frisian blend,rooibos",
        "Coffee beans 500 g|7.90|10|house blend,espresso,decaf",
        "Herbal tea 20 bags|2.10|12|mint,camomile,fennel",
        "Elderflower cordial 500 ml|3.15|12|classic"), is_food=True),
    "pasta": Range("Pantry", "Pasta & grains", (
        "Pasta bronze-drawn 500 g|1.35|24|penne,linguine,orecchiette",
        "Polenta 500 g|1.55|20|coarse",
        "Pesto 180 g|2.80|12|basil,red pepper",
        "Passata 690 g|1.20|24|plain,basil"), is_food=True),
    "spices": Range("Pantry", "Herbs & spices", (
        "Spice tin|2.25|24|smoked paprika,curry Madras,cinnamon,za'atar",
        "Sea salt flakes 250 g|2.90|16|natural,smoked",
        "Peppercorns 100 g|3.05|16|Tellicherry,mixed",
        "Mustard 200 ml|1.75|12|coarse,honey"), is_food=True),
    "drinks": Range("Pantry", "Soft drinks", (
        "Apple juice cloudy 1 l|1.48|12|Boskoop,Elstar",
        "Lemonade 330 ml|0.89|24|rhubarb,ginger,blood orange",
        "Tonic water 200 ml|0.74|24|dry,elderflower"), is_food=True),
    "cheese": Range("Pantry", "Counter", (
        "Farmhouse cheese whole|38.40|2|young,mature,cumin",
        "Cheese crackers 120 g|1.70|24|seeded,rye",
        "Quince paste 140 g|2.35|16|classic"), is_food=True),
    "soap": Range("Living", "Bath & body", (
        "Bar soap 100 g|2.45|30|olive,lavender,charcoal",
        "Hand wash 300 ml|5.35|12|olive,bergamot",
        "Hand cream 75 ml|4.70|18|almond,bergamot",
        "Bath brush beech|7.10|12|long handle")),
    "cleaning": Range("Living", "Household", (
        "Washing-up liquid 500 ml|1.95|12|lemon,unscented",
        "Dish brush beech|2.20|24|natural bristle",
        "Broom horsehair|13.80|6|beech handle",
        "Cleaning cloth cotton set of 3|3.65|20|stripe")),
    "bags": Range("Consumables", "Packaging", (
        "Paper carrier bag|11.85|1|small,medium,large",
        "Tissue paper sheet 50 x 75 cm|2.64|1|white,olive",
        "Till roll 80 mm|58.00|1|thermal BPA-free"), price_base=100),
    "fixtures": Range("Consumables", "Store equipment", (
        "Shelf talker holder|0.68|100|clear",
        "Shopping basket wire|12.60|10|black,copper",
        "Price ticket roll|3.40|40|white,kraft")),
    "baking": Range("Pantry", "Home baking", (
        "Bread mix 1 kg|2.30|10|spelt,rye,seeded",
        "Vanilla sugar 100 g|1.85|20|bourbon",
        "Dry yeast organic 3 x 9 g|1.15|40|classic"), is_food=True),
    "vases": Range("Living", "Vases & decoration", (
        "Vase mouth-blown|11.20|6|low,tall,bud",
        "Candle holder brass|8.30|12|single,triple",
        "Dried flower bunch|6.75|10|lagurus,statice,eucalyptus",
        "Paper star 60 cm|7.95|12|white,red")),
    "honey": Range(
        "Pantry",
        "Jams & preserves",
        ("Wendland honey 500 g|5.95|12|rape blossom,forest,summer",),
        is_food=True,
    ),
    "salt": Range(
        "Pantry", "Herbs & spices", ("Zeeland sea salt 150 g|3.30|12|plain,seaweed",), is_food=True
    ),
}
# fmt: on
