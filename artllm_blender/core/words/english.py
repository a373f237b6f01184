"""English words that are not in the lexicon, so that none of them is taken for a misspelt one."""

from __future__ import annotations

ENGLISH = frozenset(
    """
    able aboard above abroad accept accident account accurate achieve acid across action add address admit adult
    advice affair afraid afternoon age agree ahead aim alarm album alike alive allow almond alone along aloud
    alphabet always amazing amount ancient anger animal ankle annoy answer anyone apart apple apron arch area argue
    arrive arrow art artist ashes asleep assist atom attach attack attic attract aunt autumn avocado avoid awake
    award aware away awful axis baby bacon bad badge bagel bait bake baker balance ball balloon banana band bank
    banner bar bare bark barley barrel basic basil basin basis basket basketball bat batch bath batter battery
    battle beach bead beam bean bear beard beast beat beauty beaver bed bee beef beer beetle begin behave belief
    bell bench berry bet bid bike bill bird biscuit bite bitten bitter black blank blast bleach bleacher bleed blend
    bless blind block blond blood bloom blow blue blunt blur board boast boat body boil bold bolts bond bone bonus
    book boom boor booth border bore born borrow boss bother bottle bought bounce bound bouquet bow bowl boxer boy
    brace brain bran branch brand brave brawn bread break breast breath breeze brick bride bridge brief bright brisk
    broad broccoli broke bronze brook broom brother brown brush bubble bud buddy budget bug build bulk bull bullet
    bun bunch bundle burger burn burst bury bush business busy butcher butter button cabbage cabin cable cake calf
    call calm came camp can canal cancel candle candy cane cannot canoe canvas capable cape capital caps captain car
    card care career careful cargo carpet carrot cart carve cash cast castle casual cat catch cater cattle caught
    cause cave cease ceiling celery cell cement cent central cereal certain chain chair chalk champ chance channel
    chap charge charm chart chase cheap cheat cheer cheese cheesecake chef cherry chew chick chicken chief child
    chilly chimney chin chip chocolate choice choke choose chop chord chore chose chosen chunk church cider cigar
    cinema city civil claim clap class clause clay cleaner clear clerk clever cliff climb cloak clone cloth clothes
    cloud clove clown club clue clump coach coal coarse coast coat cobra cocoa coconut cod code coffee coil coin
    cola cold collar colony comb combine come comedy comic command common compare complain complex compute concept
    concern condition cone confirm confuse connect consider contact contain content contest context control convert
    cooker cookie cool cop copper coral cord core corn correct cost costume cottage cotton couch cough could count
    country couple courage course court cousin cover cow cozy crab cradle craft crash crate crawl crazy cream credit
    creek creep crew crime crisp critic crop cross crow crowd crown crude cruel cruise crumb crumble crunch crush
    crust cry crystal cube cucumber cuddle cup cure curl curry curse curtain curve custom cute cycle dad daily dairy
    damage damp dance danger dare dark dash data date daughter dawn day dead deaf deal dear death debate debt decade
    decay decide deck deed deep deer defeat defend degree delay delight deliver demand dense dentist deny depart
    depend depth desert design desire desk dessert destroy detail detect devil diamond diary dice did die diet
    differ dig dim dine dinner dip dirt dirty disc dish dive divide doctor doer dog doll dollar done donkey donut
    doom dose dot doubt dough dour dove dozen draft dragon drain dram drama drank drawing drawl drawn dream dress
    drew drift drill drink drive driver drove drown drunk duck due dug dull dumb during dusk dust duty dwarf each
    eager eagle ear early earn earth ease easel east easy echo edge edit effector egg eggs elbow elect elegant
    elephant elf elite elm else embark employ empty end enemy enjoy enough enrich entry envelope equal erase errand
    error escape essay even evening event ever evil exact exam example excuse exist exotic expect expert explain
    explore express eye fabric face fact fade fail faint fair fairy faith fake fall false fame family famous fancy
    farm fashion fast fat fate father fault favor favour fear feast feather feature fee feel fell felt fence fern
    ferry fetch fever fiber fibre field fierce fig fight figure file fillet film filter fin find fine finger fire
    firm fish fist fit five fix flag flake flame flash flashlight flat flavor flavour flea fleet flesh flew flex
    float flock flood floor flour flow flower fluff fluid flute fly foam focus fog foil folk food fool football
    forbid force forest forget fork form formal fort found fountain fox frail freak free freeze fresh friend frog
    frost frown fruit fry fudge fuel fun fund funny fur fuse fuss future gain gallery game gap garden garlic gas
    gather gauge gave gaze gem general gentle ghost giant gift ginger giraffe girl give glad glance glare glass
    gleam globe glory glove glow glue glutton goal goat goblet god gold golf gone good goose gown grab grace grade
    grain gram grand grape graph grass grave gravy gray grease great greed green greet grew grey grid grief grill
    grim grin grind gripper groan groom group grow growl guard guess guest guide guilt guitar gulf gum gut habit
    hail hair half hall ham hammer hamster hand handy hap happen happy harbor hard harm harsh harvest hash hat hatch
    hate haul have hawk hay hazard hazel heap hear heart heavy hedge heel height heir held hell helmet help hen herb
    herd hero hide hill hint hip hire hobby hockey hog hole holiday hollow holy home honest honey hood hoop hope
    horn horse hose host hot hotel hound hour hover hug huge hum human humble humid hundred hunger hunt hurry hurt
    husband hut ice idea ideal idle image income ink insect insert intend iron island issue item ivory jacket jail
    jam jaw jazz jeans jelly jewel job join joint joke joy judge juice juicy jump jungle junior junk jury jut keen kept
    ketchup kettle kick kid kill kind king kiss kit kitchen kite kitten kiwi knab knee kneel knew knit knock knot
    know label labor labour lace lack lad lady laid lake lamb land lane language lap lard lark laser lash last late
    laugh launch lava law lawn lazy lead leaf leak leap learn leash least leather lecture led leek lemon lend length
    lent lesson letter lettuce level liar liberty library lick lids lie life lift lily limb lime limp line linen
    link lion lip liquid list listen lit liter litre live liver living load loaf loan lobby local lode lodge log
    logic lone long loop loose lord lose loss lost lot loud lounge lover loyal luck lump lunch lung lure lurk lush
    magic magnet maid mail mall man mane mango manner many map maple marble march mark market marmalade marry mask
    mass master mat match mate math matter mattress meadow meal mean meant meat medal media meet melon melt member
    memory mend menu mercy merge merit merry mess metal method mettle mice mid mild mile milk mill mince mind mine
    mint minute miss mist mix mixture moan mob mode modern modest moka mold mole mom moment money monk monkey month
    mood moon moor moose moral morning moss motel moth mother mount mountain mouse mouth movie mower much mud muffin
    mug mule muscle museum mushroom music must mustard mutton myth nail name nap napkin nature naval neat neck need
    needle nephew nerve nest net nettle never new news nice niece night nob noble nod noise noodle noon north nose
    note notice novel nut oak oar oat oatmeal obey object ocean odd offer office often oil old olive onion orange
    orbit orchard order organ ostrich otter ounce outfit outlet oval owl own owner oyster pace pack pad page paid
    pail pain paint pair palace pale palm pancake panda panic pant paper parcel parent park parrot parsley part
    party pass passion past pasta paste pasty patch path patient patrol pause pave paw pay pea peace peach peak
    peanut pear pearl peas pecan pedals peel peer peg pen pencil penny people pepper perch perfect period person
    pest pet petal phase phrase pick pickle picnic picture pie piece pig pigeon pile pill pillow pilot pin pinch
    pine pink pint pipe pirate pit pitch pizza plain plan planet plank plant plastic plate play plea plead please
    plenty plot plow plum plump plus pocket poem poet point poison pole police polish polite pond pony pool poor
    popcorn pope pork porridge port pose post potato pouch pound powder praise prawn pray present press pretty price
    pride prime prince print prison prize probe problem profit proof proper proud prove puck pudding puddle pumpkin
    punch pupil puppy pure purple purse puzzle queen quest quick quiet quilt quit quite quiz rabbit race radar
    radish rage raid rail rain raisin ramp ranch random range rank rap rapid rare rat rate rather rattle raw ray
    razor reach react ready real reason rebel receptacle recipe record red reed reef refer reflect refuse regret
    relax rely remind rent repair reply report rescue rest result rhyme rib ribbon rice rich rid ride ridge rifle
    ring ripe rise risk river road roast robe rock rod rode role roll roof rook root rope rose rosemary rotten rough
    rover royal rub rubber ruby rude rug ruin rule rumor rural rush rust rut sack sad safe said sail salad salami
    salmon salsa salt salute same sand sandwich sang satin sauce sausage save saw scale scan scar scare scarf scene
    scent school science score scout scrap scream scrub sea seal search season seat secret section seed seek seem
    seize self sell send sense sent serious settle seven sever sew sewer shade shadow shake shall shallow shame
    shampoo shape share shark sharp shave shed sheep sheet shell shelter shield shift shine shiny shirt shit shock
    shoe shook shoot shop shore shot shoulder shout shower shrimp shrub shun shut shy sick sigh sight sign silent
    silk silly silver simple since singer sir sister size skate sketch ski skill skin skirt skull sky sleeve slice
    slim slip slippery slope slot slow small smart smash smell smile smoke snack snail snake snob snow soak soap
    soccer sock soda soft soil sold solid solve son song soon sore sort soul soup sour source south soy spa space
    spaghetti spare spark speak spear special spend spice spicy spider spinach spine spirit spit spite splash split
    spoil sponge spoon sport spot spray spring spy square squid stable staff stage stain stair stake stale stalk
    stall stamp star stare stat state station statue stave steak steal steam steel steep stem step steve stew stick
    sticky stiff still sting stint stitch stock stomach stone stood stool storm story stove straw stray stream
    street strength stress stretch strict string strip strong stuck student study stuff style sugar suit sum summer
    sun super supper supply surf surface sushi swallow swam swan swatch swath swear sweat sweater sweet swift swim
    swine swish switch sword syrup taco tail tale talk tall tame tan tangerine tank tap tape target tart task taste
    tax tea teach team tear tease teeth temper tend tender tennis tense tent term test text thank theft theme thick
    thief thigh thin thing think thorn though thought thread threat throat throne through thumb thunder ticket tide
    tie tiger tile timber tin tired tissue title toad toe tofu told tomato tone tongs tongue tool tooth torn
    tortilla toss touch tough tour towel tower town toy trace track trade trail train trap travel treat tree trend
    trial tribe trick tried trip troop trouble trousers trout true trumpet trunk trust truth tube tuna turkey turtle
    twice twin type ugly uncle under unit unite upset urban urge use useful usual valley van vanilla vase veil vein
    velvet verb vest video view villa vine vinegar violet violin virus visit vivid voice void vote waffle wagon
    waist wake walk wall wallet walnut wander war ward warm warn wash wasp waste wave wax way weak wealth weapon
    wear weather weave web wedding weed week weep weigh weight weird welcome well west whale what wheat when where
    which whip whisk whisky whisper white who whole whom whose why widow wife wild willow win wind wine wined wing
    winner winnow winter wire wise wish witch woke wolf woman wonder wood wooden woods wool word wore work worker
    world worm worn worry worse worth would wound wrap wreck wrist write wrong wrote yacht yard yarn year yeast yell
    yellow yesterday yoghurt yogurt young youth zap zebra zoo zucchini
    """.split()
)
