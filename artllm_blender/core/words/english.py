"""English words that are not in the lexicon, so that none of them is taken for a misspelt one."""

from __future__ import annotations

ENGLISH = frozenset(
    """
    able aboard abort above abroad abut accept accident account accurate achieve acid across action adapt add
    address admit adopt adore adult advice aerial affair afraid afternoon age aged agile agony agree ahead aide
    aides aim airy aisle alarm album align alike alive alley allow ally almond alone along aloof aloud alpha
    alphabet alter always amazing amber amid among amongst amount amp ample ancient angel anger angled animal ankle
    annoy answer antic anyone apart apex apple applies apron arch arcs area arena argue arise armed aroma arrange
    array arrest arrive arrow art artist ashes askew asleep aspect assemble assert assess assets assist atlas atom
    attach attack attend attic attract aunt autumn avocado avoid await awake award aware away awful axes axial axis
    axle baby bacon bad badge bagel baggy bait bake baker balance bald bale ball balloon banana band bang banister
    banjo bank banner bar barb bare barge bark barley barn barrel barrow base bash basic basil basin basis basket
    basketball bass bat batch bath batten batter battery battle bays beach bead beak beam bean bear beard beast beat
    beauty beaver became bed bee beef beep beer beetle began begin begun behave beige belief bell belly belong belt
    bench bending berry best bet bevel bias bid bike bill binary bind bins bird biscuit bite bitten bitter black
    blame blank blare blast bleach bleacher bleed blend bless blind blink blip block blond blood bloom blot blow
    blue blunt blur boar board boast boat bode body boil bold bolt bolted bolts bond bone bongo bonus book boom boor
    booth border bore born borrow boss bother bottle bought bounce bound boundary bouquet bow bowel bowl bowls boxed
    boxer boy brace brag braid brain braise brake bran branch brand brat brave brawn breach bread break breast
    breath breeze bribe brick bride bridge brief bright brim brink brisk broad broccoli broil broke bronze brood
    brook broom brother brow brown browse brush bubble bud buddy budget buffer buffet bug buggy build bulb bulge
    bulk bull bullet bump bun bunch bundle bunk buoy buoyant burger burn burr burst bury bush business bust busy
    butcher butt butter button buzz cabbage cabin cable cake calf call calm came camp can canal cancel candle candy
    cane cannon cannot canoe canon cans canted canvas capable cape capital caps captain car carbon card care career
    careful cargo carol carp carpet carries carrot cart carton carve cash casing cask cast caste castle castor
    casual cat catch cater cattle caught cause cave cavity cease cedar ceiling celery cell cellar cello cement cent
    central cereal certain chain chair chalk champ chance channel chap charge charm chart charter chase chasm chat
    cheap cheat checker cheer cheese cheesecake chef cherry chess chew chick chicken chief child chill chilli chilly
    chime chimney chin chip chisel chocolate choice choir choke choose chop chord chore chose chosen chunk church
    cider cigar cinema circle cite city civil claim clam clan clap clash class clause claw clay cleaner clear cleat
    cleft clench clerk clever cliff climb cling clip cloak clog clone closer closest clot cloth clothes cloud clove
    clown club clue clump cluster coach coal coarse coast coaster coat cob cobra cock cocoa coconut cod code coffee
    coil coin cola cold collapse collar colon colony comb combine come comedy comet comic comma command common
    communal compare compass complain completes complex compose compost compute concept concern condition condo cone
    confirm conform confuse connect conquer consider contact contain content contest context contour control convene
    convert convex cooker cookie cool coop cop cope copper coral cord core cork corn corner cornet correct cost
    costume cosy cot cottage cotton couch cough could count counter country coupe couple courage course court cousin
    cove cover cow cower cozy crab cracker cradle craft crank crash crate crave crawl crazy cream crease create
    creation credit creek creep crest crew crib crime crisp critic crooked crop cross crouch crow crowd crown crude
    cruel cruise crumb crumble crunch crush crust cry crystal cube cucumber cuddle cuff cult cup curb cure curfew
    curl currant current curry curse cursor curt curtain curve cushion custom cute cycle dad dagger daily dairy dais
    damage dame damp dance danger dangling dare dark darn dash data date daughter dawn day dead deaf deal dean dear
    death debate debt decade decay decent decide deck decks decline deduce deed deem deep deer defeat defend defer
    deform degree delay delight deliver delta demand dense dent dentist deny depart depend depot depth derive
    derived descend descent desert design desire desk dessert destroy detach detail detect deter detour devil dial
    diamond diary dice did die diet differ dig dim dine dinner dip dire direction dirt dirty disable disassemble
    disc dish disk dismiss dispense distance distant distinct ditch dive divert divide doable dock doctor dodge doer
    dog dole doll dollar dolly dome done donkey donor donut doom dorm dose dot doubly doubt dough dour dove down
    dozen drab draft draftsman dragon drain dram drama drank drape drawing drawl drawn dread dream dregs dress drew
    drift drill drink drip drive driven driver droop drove drown drunk drying dual duck duct due dug dull dumb dune
    during dusk dust duty dwarf dwell dying each eager eagle ear early earn earring earth ease easel east easy eaten
    ebb echo edge edgy edit effect effector egg eggs eject elastic elbow elder elect elegant elephant elf elicit
    elite elm else elude embark embed ember emit employ empty enable enact enclose encounter end endless endure
    enemy energies engage engine enjoy enlist enormous enough enrich ensue entail enter entire entirety entry
    envelope envy epic equal equip erase erect erode errand error erupt escape escort essay estate estimate evade
    even evening event eventual ever evict evil evoke evolution evolve exact exam example exceed except excess
    excuse execute exempt exert exhale exhibit exile exist exit exotic expand expect expel expert expire explain
    exploit explore express extend extension extensive extent extract extreme extremes eye fabric face facet fact
    fade fail faint fair fairy faith fake fall false fame family famous fancy fang farce fare farm fashion fast
    fasten fat fate father fault favor favour fear feast feat feather feature fee feeble feeder feel fell felt fence
    fender fennel fern ferry fetch feud fever fewer fiber fibre fiddle field fiend fierce fig fight figure file
    filing filler fillet film filter filth fin final finch find finder fine finger finish fir fire firm fish fist
    fit five fix fixture flag flair flake flame flan flap flare flash flashlight flask flat flavor flavour flaw flea
    fleet flesh flew flex flick fling flint flip flirt float floating flock flood floor flop florist floss flour
    flow flower flue fluff fluid fluke flung flush flute flux fly foal foam focus foe fog foil fold folk font food
    fool football footing forbid force fore forearm forest forge forget fork form formal former fort forth forum
    fossil foster foul found fountain fox frail frame fray freak free freeze freight french fresh fret friction
    friend frill fringe frog frost frown fruit fry fudge fuel fulfil fully fun fund funny fur furnish fuse fuss
    future gadget gag gain gait gala gale gallery game gang gap garden garlic gas gasp gather gauge gave gaze gear
    gel gem gender gene general genre gentle germ ghost giant gift gild gill ginger giraffe girl gist give given
    glad glance gland glare glass glaze gleam glide glimpse glint globe glory gloss glove glow glue glutton gnaw
    goal goat goblet god goggle gold golf gone gong good goose gouge gourd gown grab grace grade graft grain gram
    grand grant granted grape graph grasp grass grater grave gravel gravy gray graze grease great greed green greet
    grew grey grid grief grill grille grim grin grind grip gripper grit groan groom groove grope gross group grove
    grow growl grub gruff guard guess guest guide guild guile guilt guitar gulf gulp gum gush gust gut gutter habit
    hack hail hair half hall halo halt halve ham hammer hamster hand handed handful handling handy hang hap happen
    happy harbor hard hardly hare harm harp harsh harvest hash haste hat hatch hate haul have haven hawk hay hazard
    haze hazel hazy header heal heap hear heart heavy hedge heed heel hefty height heir held hell helmet help hem
    hen hence herb herd hero hidden hide highs hill hinder hinge hint hip hire hitch hoard hoarse hoax hobby hockey
    hog hoist hoisted hold holder hole holiday hollow holy home honest honey honk hood hoof hook hoop hope horde
    horn horse hose host hot hotel hound hour housing hover howl hub hug huge hull hum human humble humid hump hunch
    hundred hung hunger hunt hurdle hurl hurry hurt husband hush husk hut hymn ice icon idea ideal idle idol ignite
    image imagine impact imply impose inch inclined include income incur index indicate inert infer info ingot ink
    inlay inlet inline inn inner input insect insert inset inside install instance insure intact intend interior
    invented invert inverted invest invoke iris irk iron island isle issue itch item ivory jab jacket jade jail jam
    jar jaunt jaw jazz jeans jeep jeer jelly jerk jest jet jewel job join joined joint jointed joke jolt jot joy
    judge jug juice juicy jump junction jungle junior junk juror jury jut kale keel keen keg kennel kept kernel
    ketchup kettle kick kid kill kiln kilo kilt kin kind kinda king kiss kit kitchen kite kitten kiwi knab knee
    kneel knew knit knob knock knoll knot know label labor labour lace lack lad lady lag laid lake lamb lame lament
    lance land lane language lap lapse larch lard lark laser lash last latch late lately latest lathe latter laugh
    launch lava lave law lawn layer lazy leach lead leading leaf leak leaned leap learn learnt lease leash least
    leather lecture led ledge leech leek lego lemon lend length lens lent lesson lest letter lettuce level lever
    liar liberty library lick lid lids lie lieu life lift lightly lightning likely lily limb lime limp line linen
    linger link lint lion lip liquid lisp list listen lit liter litre live liver living load loader loaf loan loath
    lob lobby local locate locker loco locus lode lodge loft log logic lone long longer loom loop loose loosely loot
    lope lord lore lose loss lost lot loud lounge lovely lover loyal lube luck lull lumber lump lunch lung lunge
    lurch lure lurk lush lute lyre mace magic magnet maid mail maim male mall man manager mane mangle mango manner
    mantle manual many map maple marble march mare mark marker markers market marmalade marry marsh mash mask mass
    massive mast master mat match mate math matter mattress mauve maze meadow meal mean meant meat medal media
    median meek meet melon melt member memory mend mention menu mercy mere merge merit merry mesh mess metal
    metallic method mettle mice mid middling mild mile milk mill mime mince mind mine minimal mink mint minute
    mirror mirth miss mist mitre mitten mix mixer mixture moan moat mob mock modal mode model modern modest modify
    moist moka mold mole molt mom moment money monitor monk monkey month mood moon moor moose mop moral morning moss
    motel moth mother motion motive mound mount mountain mourn mouse mouth movie mow mower much mud muddy muffin
    muffle mug mule mural murky muscle muse museum mushroom music must mustard mute mutton muzzle myth nag nail
    naked name nap napkin nature naval nave nearby neat neck need needle nephew nerve nest net nettle
    never new news nice niece night nob noble nod noise none noodle noon norm normal north nose notation note notice
    notion novel nozzle nudge nut oak oar oat oath oatmeal obey object oboe obtain ocean odd offer office offset
    often oil old olive omen onion onset onward ooze opener operate operator opposed oral orange orb orbit orchard
    order ore organ orient ostrich otter ought ounce oust outfit outlet outline outlook oval oven overall owl own
    owner oyster pace pack packet packing pact pad padded pagan page paid pail pain paint pair paired palace pale
    palette palm pancake panda panel pang panic pant paper para parade parallel parcel pare parent park parole
    parrot parry parse parsley part partial party pass passion past pasta paste pasty patch path patient patrol
    patter pattern pause pave pavement paw pawn pay pea peace peach peak peal peanut pear pearl peas pecan peck
    pedal pedals peel peer peg pelt pen pencil pending penny people pepper percent perch perfect perform peril
    period perk person pertain pest pet petal phase phony phrase pick pickle pickup picnic picture pie piece pier
    pig pigeon pike pile pill pillar pillow pilot pin pinch pine pink pinned pint pipe piper pirate pistol pit pitch
    pivot pizza plague plaid plain plan planet plank plant planted plastic plate play player plea plead please pleat
    pledge plenty pliers plod plot plow pluck plum plumb plume plump plunge plunger plus ply poach pocket pod poem
    poet point pointer poise poison poke polar pole police polish polite pond ponder pong pony pool poor popcorn
    pope porch pore pork porous porridge port portal portion pose posh posse possibly post poster potato potter
    pouch pound pour pout powder praise pram prank prawn pray preach preferred prep present preserve preset press
    pretend pretty previous prey price prick pride prim prime prince print prism prison prize probe problem process
    produce profile profit project promise prompt prone prong proof prop propel proper property prose protect proud
    prove proven provide prowl prune pry puck pudding puddle puff pulley pulp pulse puma pumice pumpkin punch punt
    pupil puppy pure purge purple purpose purr purse puzzle quail quaint quake qualm quantity quart queen quest
    quick quicken quiet quill quilt quit quite quiz quota quote rabbit race rack radar radial radii radish radius
    raft rage ragged raid rail railing rain raise raisin rake ram ramp ranch random range ranger rank rant rap rapid
    rare rash rasp raster rat rate rather ratio rattle rave ravel raven ravine raw ray razor reach react reader
    ready real ream reap rearrange reason rebel rebound recall recede receptacle recess recipe recline recoil record
    red redeem reduce reed reef reel refer refine reflect reflex refuge refuse regard region regret regular reign
    reject relate relax relay relic reload rely remain remedy remind remote remove render renew rent repair repeat
    repel replace replaced reply report rescue reserve reset resin resist resolution resolve rest result resume
    retain retire retort retrace retreat reveal reverse review revise revive revoke revolt rhyme rib ribbon rice
    rich rid ride ridge rifle rift rig rigging rights rigs rim rind ring rinse riot rip ripe ripple rise risk rite
    rival river rivet road roam roar roast robe rock rocket rod rode rogue role roll roller rolling roof rook root
    rooted rope rose rosemary rotation rotor rotten rouge rough rounded rounds rouse route router rove rover royal
    rub rubber rubble ruby rudder rude rug ruin ruined rule rumble rumor rung runner rural ruse rush rust rut sable
    sack sad safe safety sag saga sage said sail sake salad salami salmon salon salsa salt salute salvage same
    sampler sand sanded sandwich sane sang sash satchel satin sauce sausage savage save savor saw scald scale scalp
    scan scanner scant scar scarce scare scarf scatter scene scenery scent school science scissor scold scoop scope
    scorch score scorn scour scout scowl scrap scrape scream screen screw script scroll scrub sea seal seam sear
    search season seat secret section sector secure sedan seed seek seem seen seize seldom self sell send sense sent
    sequel sequence series serious serve session setter settle seven sever severe sew sewer shade shadow shady shaft
    shake shaken shale shall shallow sham shame shampoo shape shard share shark sharp sharpen shave shear sheath
    shed sheen sheep sheet shelf shell shelter shelve shield shift shim shin shine shiny ship shirt shiver shoal
    shock shoe shone shook shoot shop shore shorten shot shoulder shout shove shower shown shred shriek shrill
    shrimp shrine shrink shroud shrub shrug shrunk shuffle shun shut shutter shy siblings sick sieve sift sigh sight
    sign signal silence silent silk sill silly silt silver simmer simple since sine singer single sip sir siren
    sister site sitter size sizzle skate sketch skew ski skid skill skim skin skip skirt skull sky slab slack
    slacken slam slant slap slash slat slate slaughter slave slay sled sleek sleet sleeve slender slice slick slid
    slim slime sling slip slipper slippery slit sliver slob slope slot slouch slow slower slug slum slump slur smack
    small smart smash smear smell smelt smile smirk smith smog smoke smooth smother smudge smug snack snag snail
    snake snap snare snarl sneak sneer sniff snip sniper snob snoop snort snout snow snuff soak soap soar sob soccer
    sock socked socket sod soda sofa soft softer soil sold sole solid solve son song soon soot soothe sore sort
    sought soul sound sounder soup sour source south sow soy spa space spacer spade spaghetti span spanner spar
    spare spark sparse spat spatial spatter spawn speak speaker spear spec special speck speed spell spend spent
    spew spice spicy spider spike spill spinach spine spinner spiral spire spirit spit spite splash splendid splice
    splint split spoil spoke sponge sponsor spool spoon spore sport spot spout sprain sprang sprawl spray spring
    springy sprint sprout spruce sprung spur spurt spy squad square squarely squash squat squeak squeal squeeze
    squeezy squid squint squirm squirt stab stable stacked staff stag stage staged stagger stain stair stake stale
    stalk stall stamina stamp stance standard stank staple stapled star starch stare stark start starter starve
    stash stat state static station statue stave stead steady steak steal steam steed steel steep steer stem stencil
    step stern steve stew stick sticker sticky stiff stifle still stilt sting stink stint stir stitch stock stoke
    stolen stomach stomp stone stood stool stoop stopper storage storm story stout stove stowed straddle strafe
    strain strand strap straw stray streak stream street strength stress stretch strewn strict stride strife string
    stringed strip strive stroke stroll strong strum strut stub stubble stuck stud student study stuff stumble stump
    stun stunt sturdy sty style suction sudden sue suffer sugar suit suite sulk sullen sum summer summon sun sundry
    sunken super supper supply support surf surface surge surly surplus sushi swab swallow swam swamp swan swap
    swarm swatch swath sway swear sweat sweater sweet swell swerve swift swim swine swing swipe swirl swish switch
    swivel swoop sword syrup system tablet tack taco tag tail tailor taint tale talk tall talon tame tamper tan tang
    tangerine tank tap tape tar target tarp tart task taste taught taunt tavern tax tea teach team tear tease teeth
    teller temper tempo tend tender tennis tenor tense tent tepid term terse test tether text thank thaw theft theme
    thermal thick thicken thicket thief thigh thin thing think thinner thorn thorough though thought thrash thread
    threat threw thrift thrill thrive throat throb throne throng through thrown thrust thud thug thumb thump thunder
    thus thwart tick ticket tide tidy tie tier tiger tighten tighter tile tilt timber timing tin tinker tint tipped
    tired tissue title toad toe tofu toggle toil token told toll tomato tomb tone tong tongs tongue tool tooled toot
    tooth torch torn torque torso tortilla toss totals tote totem touch tough tour touring tout tow towel tower town
    toy trace traced track tract trade trader trail trailer train trait tram tramp trance trans trap trapped trash
    travel tray tread treat treaty treble tree trek tremble trench trend tress trial tribe tribute trick trickle
    tried tries trigger trim trimmed trio trip tripe triple trolley troop trot trouble trough trousers trout truce
    truck trudge true trumpet trunk truss trust trusted truth tuba tube tubing tuck tuft tug tumble tuna tune tuned
    tunic tuning tunnel turf turkey turner turning turtle tusk tutor twang tweak twice twig twin twine twirl twisted
    twitch tying type typing udder ugly ulcer unable unblock unblocked uncle under uneven unfold unify union unit
    unite unity unless unload unpack unroll unsure untie until unveil upload upright upset upside upward urban urge
    usable usage use useful users uses usher usual utter vacant vague vain vale valley value van vanilla vanity
    varied vary vase vast vat vault veer veil vein velvet vendor vent verb verge verse versus vessel vest vex vial
    vice video view viewer villa vine vinegar violet violin virus visible vision visit visor visual vital vivid
    vogue voice void volt volume vote vouch vow voyage wade waffle wag wager wagon wail waist wait waive wake walk
    wall wallet walnut waltz wand wander wane war ward warden warm warmer warn warning warp wart wary wash washer
    wasp waste watcher watt wave wax way weak wealth weapon wear weather weave web wedding wedge weed week weep
    weigh weight weird welcome weld welder well west whack whale wharf what wheat when where wherever whether which
    whim whine whip whirl whisk whisky whisper whistle white who whole whom whose why wick widely widen widow width
    wield wife wig wild willow wilt win wince winch wind winder wine wined wing wink winner winnow winter wire
    wiring wise wish wisp wit witch within without woe woke wolf woman wonder wood wooden woods wool word wore work
    worker world worm worn worry worse worship worth would wound wrap wrapper wrath wreath wreck wrench wring wrist
    write writer wrong wrote wry yacht yank yard yarn yawn year yearn yeast yell yellow yelp yesterday yoghurt
    yogurt yoke yolk yonder young yours youth zap zeal zebra zest zinc zip zipper zone zoo zoom zucchini
    """.split()
)
