"""What nouns mean: words for parts, for whole objects, and for what a control is for. Written by hand."""

from __future__ import annotations

from functools import cache

# Words = words of labels that they may stand for; groups are tried in order, the first that the rig has counts.
PARTS = """
door, leaf, gate, hatch door, portal = door leaf > hatch gate
door panel, door leaf = door leaf panel
double door = door leaf
drawer, draw, pullout = drawer
fallboard, fall board, keyboard cover, keyboard lid, key cover = fallboard > lid
lid, cover, top cover = lid cover > cap > trunk_lid flap > hatch > screen
cap, stopper, cork, bung, bottle top, bottle cap, screw cap, screw top = cap stopper cork > lid
handle, grip, door handle, doorhandle, grab handle, pull handle, hand grip = handle grip > bail > lever > crank
door knob, doorknob = handle > knob > lever
latch, catch, bolt, door latch = latch lock bolt > handle > knob dial
lock, deadbolt, door lock, padlock, thumb turn, thumbturn = latch lock bolt > knob dial > handle
knob, control knob, rotary knob = knob dial > button
dial, rotary switch, selector, selector switch, thumbwheel, thermostat = dial knob selector > switch
lever, toggle lever, paddle = lever > switch handle arm
button, push button, pushbutton, knob button, start button, stop button, power button = button key > switch
key, keycap = key button
switch, light switch, rocker, rocker switch, toggle switch, power switch, on off switch = switch > button lever knob
slider, slide switch, fader, slide = slider slide > switch > door > lever
tray, platter, baking tray, sheet tray, trivet = tray > rack > shelf drawer
rack, grill rack, oven rack, wire rack, grate, dish rack, basket, grid = rack basket > tray > drawer shelf
shelf = shelf > rack tray
wheel, tyre, tire, roller, road wheel = wheel tire roller caster
caster, castor = caster castor > wheel roller
blade, vane, fin, jaw, scissor blade, propeller blade = blade vane > jaw > leaf
propeller, rotor, fan, airscrew, prop = propeller rotor fan > blade
whisk, beater, dough hook, paddle attachment = whisk beater hook
seat, seat cushion, toilet seat, saddle = seat
toilet lid, seat cover, toilet seat lid = lid
backrest, back rest, seat back, seatback = backrest back
headrest, head rest = headrest
armrest, arm rest = armrest arm
footrest, foot rest, footplate, foot plate, leg rest, legrest = footrest footplate legrest
window, pane, sash, window pane, windowpane, casement, window sash, window leaf, glass pane = window sash pane
skylight, roof light, rooflight, roof window = skylight > sunroof
shutter, blind, roller shutter, louvre, louver = shutter blind > window
flap, box flap = flap > lid > door
tailgate, liftgate, hatchback, back hatch, rear hatch = tailgate hatch > trunk_lid trunk boot
hatch, access hatch, manhole cover, porthole = hatch > flap lid door
turntable, carousel, glass plate, rotating plate, lazy susan, plate = turntable carousel plate
spout, nozzle, tap spout, faucet spout, swivel spout = spout nozzle
pump, plunger, pump head, piston = pump plunger piston
trigger = trigger
bail, bucket handle, carrying handle, pail handle = bail > handle
barrier, boom gate, boom barrier = barrier boom > gate arm
arm, boom, jib = arm boom > armrest > leg lever
temple, earpiece, temple arm, side arm = temple leg arm
leg, foot, prop stand, kickstand, side stand = leg foot kickstand stand > footrest
screen, display, monitor, laptop screen, laptop lid, laptop display = screen display monitor > lid
lens = lens
panel, side panel, access panel, control panel = panel > door flap
frame = frame
tonneau cover, tonneau, bed cover = tonneau bed_cover > cover
hood, bonnet, engine hood, car hood, engine cover = hood bonnet > lid
trunk, boot, trunk lid, boot lid, bootlid, decklid, luggage compartment, trunk_lid = trunk_lid trunk boot > lid
head, mixer head, motor head, tilt head = head > shade lampshade
shade, lampshade, lamp shade, lamp head, lamp hood = shade lampshade > head
steering wheel = steering_wheel > steering
steering, front axle = steering
base, stand base, keyboard, bottom half = base > turntable turret
magazine, staple tray, clip = magazine
pedal, foot pedal, accelerator, brake pedal, clutch, clutch pedal = pedal > crank
mouth, lower jaw, beak, muzzle = jaw > beak > lid flap > door
crank, winder, hand crank, crank handle = crank > handle
joystick, control stick, gear stick, gearstick, gear lever, shifter, gear shift, throttle = stick joystick > lever
valve, stopcock, hand wheel, handwheel = valve > wheel knob lever > handle
rudder = rudder
aileron = aileron > flap
elevator = elevator > flap
canopy, cockpit cover, cockpit canopy = canopy > hood lid
landing gear, undercarriage, gear = gear > leg
ramp, gangway, drawbridge = ramp > flap door
ladder = ladder
turret = turret
barrel, cannon, gun, gun barrel = barrel
scoop, shovel, excavator bucket = bucket scoop > blade
stick arm, dipper = stick > arm
mast = mast > arm
clamp, vice jaw, vise jaw, claw, gripper finger, pincer = jaw clamp claw finger > arm
chuck, spindle, drill bit, bit = chuck spindle bit
carriage, gantry, sled = carriage gantry sled > slide
mirror, wing mirror, side mirror, rear-view mirror = mirror
wiper, windscreen wiper, windshield wiper = wiper > arm
sunroof, moonroof, roof hatch = sunroof > roof hatch
roof, soft top = roof
glovebox, glove box, glove compartment = glovebox > lid flap door
ashtray = ashtray > tray drawer
cup holder, cupholder = cup_holder > tray
visor, sun visor = visor > flap
buckle, clasp, hasp, fastener = buckle clasp hasp > latch
drum, reel, spool = drum reel spool
pendulum = pendulum
minute hand, big hand, long hand = minute_hand
hour hand, little hand, short hand = hour_hand
clock hand = hand
table leaf, drop leaf, table flap = leaf > flap
wing, side wing, door wing = wing > leaf > door
freezer, freezer door, freezer compartment, ice compartment, icebox, ice box = freezer
compartment = compartment > door drawer lid > cover hatch flap
brake, handbrake, hand brake, parking brake = brake handbrake > lever
steam wand = wand
kickplate = panel
antenna, aerial = antenna
tongue = tongue
crane hook, hook = hook
gripper, grabber, end effector, robot hand = gripper hand claw finger > jaw
finger, prong = finger prong > jaw
shoulder = shoulder > upper_arm
elbow = elbow > forearm lower_arm
wrist = wrist > hand
hip = hip > thigh upper_leg
knee = knee > shin calf lower_leg
ankle = ankle > foot
cab, cabin, operator cab = cab cabin > turret > cabinet
"""

# Kind of object: its names = what opens it | what it is switched with.
OBJECTS = """
storage: cabinet, cupboard, closet, wardrobe, armoire, dresser, chest of drawers, bureau, sideboard, credenza,
    commode, nightstand, night stand, bedside table, bedside cabinet, desk, table, tv unit, tv stand, tv cabinet,
    media unit, console, kitchen island, island, vanity, filing cabinet, file cabinet, locker, bookcase, bookshelf,
    kitchen unit, unit, pantry, larder, hutch, counter, worktop, workbench, tool chest, chest, storage, furniture,
    cabinetry, shelving unit, buffet, sink cabinet, buffet table, coffee table, dressing table, writing desk = door
    leaf > lid > drawer > flap |
fridge: fridge, refrigerator, fridge freezer, cooler, minibar = door > drawer | knob button switch
microwave: microwave, microwave oven = door | button knob switch
oven: oven = door | knob button switch
stove: stove, cooker, range, hob, cooktop, stovetop = door > lid | knob button switch
dishwasher: dishwasher, dish washer = door | button knob switch
washer: washing machine, washer, dryer, drier, tumble dryer = door lid | knob button switch
safe: safe, strongbox, vault, strong box = door lid | knob dial
box: box, crate, case, carton, container, package, chest box, jewel box, jewellery box, jewelry box, casket,
    toolbox, tool box, storage box, cardboard box, treasure chest = lid > flap > door drawer | button
suitcase: suitcase, trolley case, luggage, briefcase, bag = lid > door | handle
trash: trash can, bin, dustbin, rubbish bin, wastebasket, waste bin, garbage can, garbage bin, trashcan, trash,
    pedal bin, recycling bin = lid > flap > door | pedal
laptop: laptop, notebook, notebook computer, computer, laptop computer, macbook = screen lid > base | button
phone: phone, flip phone, telephone, mobile, cellphone = flip lid screen > cover | button
bottle: bottle, wine bottle, flask, thermos, jar, jug, canister, tube, vial = cap lid stopper cork |
pot: pot, saucepan, pan, kettle pot, casserole, teapot, coffee pot, pressure cooker, rice cooker = lid > cap |
    button switch knob
kettle: kettle, electric kettle = lid > cap | switch button lever
bucket: bucket, pail = lid > bail handle |
toaster: toaster = lever > door | lever
coffee: coffee machine, coffee maker, espresso machine, coffeemaker = lid > tray drawer | button switch knob lever
mixer: mixer, stand mixer, blender, food processor = head lid | knob switch button lever
faucet: faucet, tap, sink faucet, kitchen faucet, water tap, mixer tap, kitchen tap, sink tap, basin tap = lever
    switch knob handle | lever switch knob handle > spout
sink: sink, basin, washbasin = lever switch knob handle | lever switch knob handle
lamp: lamp, desk lamp, table lamp, floor lamp, lantern, torch, flashlight, reading lamp = shade > arm head | switch
    button knob > lever
lightswitch: light switch box, wall switch = switch | switch button
dialbox: dial unit = dial knob | dial knob
car: car, vehicle, racecar, race car, automobile, truck, van, lorry, bus, pickup = door | button
scissors: scissors, scissor, plier, tong, tweezer, shear, shears, pliers, tongs, pincers, tweezers, pair of scissors,
    secateurs, nutcracker = blade leaf
    arm handle lever jaw |
glasses: glasses, spectacles, eyeglasses, sunglasses, pair of glasses, shades = leg temple arm |
stapler: stapler, hole punch, punch = lid > arm head handle |
toilet: toilet, loo, lavatory = lid > seat | lever button handle
piano: piano, grand piano = lid |
book: book, album, folder, binder = cover leaf |
knife: knife, penknife, pocket knife, swiss army knife, folding knife, multitool = blade |
umbrella: umbrella, parasol = canopy |
chair: chair, recliner, deck chair, folding chair, stool, armchair, sofa, couch = backrest > footrest > seat |
robot: robot, robot arm, manipulator = gripper jaw claw finger hand |
excavator: excavator, digger, crane, tractor, forklift = door |
plane: plane, airplane, aeroplane, aircraft, jet, helicopter, drone = canopy door > flap | button
boat: boat, ship, yacht = hatch door |
room: kitchen, bathroom, office, bedroom, workshop, scene = door drawer |
house: house, building, shed, garage, barn, room = door gate > window |
doorway: entrance, doorway, gateway = door gate leaf |
windowobj: bay window = window sash |
machine: machine, appliance, device, gadget, apparatus, equipment, instrument, thing, object, model, asset, prop,
    item = door > lid cap > drawer > screen window head flap | switch button knob lever dial
printer: printer, scanner, copier, photocopier = lid cover > tray drawer | button
camera: camera = lens lid door | button
clock: clock, watch = door hand |
tent: tent = flap door |
mailbox: mailbox, letterbox, letter box, post box = door flap lid |
cage: cage, kennel, hutch cage = door gate |
vise: vise, vice, bench vise, bench vice, clamp vise = jaw |
syringe: syringe, dispenser, soap dispenser, spray bottle = pump plunger trigger cap | pump trigger
lighter: lighter, zippo = lid cap | button wheel
fan: electric fan, ceiling fan, ventilator = blade | button knob switch
radio: radio, stereo, amplifier, speaker, hi-fi, television, tv = door | knob button switch dial
gun: gun, pistol, rifle = trigger | trigger
"""

# What a control is for = the controls.
FUNCTIONS = """
light, lights, lightbulb, light bulb, bulb, led, lighting, led light, lamp light, illumination = switch > button >
    knob lever
water, water flow, cold water, hot water, flow = tap faucet > lever switch knob handle > valve > button
burner, flame, gas, heat, ring, hotplate, hot plate, heating, gas ring, heating element, fire, burners, temperature
    = knob > dial > button switch lever
power, mains, electricity, engine, motor, ignition, machine power, speed, timer, volume, brightness, tone, setting,
    program, programme, oven temperature, thermostat setting = knob > dial > switch > button > lever
steam = lever > knob
toast, bread slices = lever
alarm = button switch
"""

# What a verb is done with = the part, where the rig has one.
TOOLS = """
unlock, unlatch, unbolt, unhook, unfasten, unclasp, unbuckle, lock, latch, bolt, fasten, buckle = latch lock bolt hasp
    catch clasp buckle deadbolt
flush = flush lever handle button
eject = tray
steer, steering = steering handlebar rudder
recline, reclining = backrest
slow, accelerate = speed
"""

# Kinds that stand where they are: to move one is not to move a part of it.
STANDING = frozenset((
    "storage", "fridge", "microwave", "oven", "stove", "dishwasher", "washer", "safe", "box", "suitcase", "trash",
    "laptop", "bottle", "pot", "kettle", "bucket", "toaster", "coffee", "car", "toilet", "piano", "plane", "boat",
    "room", "house", "machine", "printer", "tent", "mailbox", "cage", "radio",
))  # fmt: skip
# Said of all that make it up.
COLLECTIVE = ("gripper", "grabber", "end effector", "robot hand", "landing gear", "gear", "undercarriage")
# Objects that stand for each other, and what they may be built into.
KIN = (
    frozenset(("oven", "stove")),
    frozenset(("faucet", "sink")),
    frozenset(("box", "suitcase")),
    frozenset(("storage", "sink")),
    frozenset(("pot", "kettle")),
    frozenset(("coffee", "machine")),
    frozenset(("doorway", "house")),
    frozenset(("box", "storage")),
    frozenset(("radio", "storage")),
)
# What opens and what switches an object of a kind that is not known.
OPENERS = (
    ("door", "leaf"), ("lid", "cap", "hood"), ("screen", "window", "head"), ("drawer",), ("flap", "hatch", "cover"),
    ("blade", "leg", "arm"), ("tray",),
)  # fmt: skip
CONTROLS = (("switch",), ("button",), ("knob", "dial"), ("lever",), ("handle",))
# What is posed rather than closed, though some objects open by it.
_POSED = frozenset(("arm", "boom", "head", "seat", "backrest", "bucket", "handle", "lever", "switch", "knob"))
# What is pressed or turned by hand: off is as it was modelled.
SWITCHED = frozenset((
    "switch", "button", "knob", "lever", "dial", "trigger", "pump", "key", "pedal", "brake", "handbrake", "flipper",
))  # fmt: skip
# Of these what lets water out is off as it was modelled too.
TAPS, TURNED = frozenset(("faucet", "sink")), frozenset(("handle", "tap", "valve", "faucet"))
# What lies level or hangs low and is lifted: it is closed where it is lowest.
LIFTED = frozenset(("boom", "barrier"))
# What no object is switched by.
OPENED = frozenset(("door", "drawer", "lid", "window", "head", "shade", "arm", "leg", "seat", "screen", "leaf", "cap"))
# What closes a hole, whichever of these it is called.
COVERS = frozenset(("door", "lid", "cover", "hatch", "flap", "panel", "compartment"))
IRREGULAR = {"shelves": "shelf", "leaves": "leaf", "feet": "foot", "knives": "knife", "switches": "switch"}
NEVER_PLURAL = frozenset((
    "glasses", "scissors", "spectacles", "sunglasses", "eyeglasses", "pliers", "tongs", "tweezers", "pincers", "shears",
    "shades", "lens", "secateurs", "chest of drawers",
))  # fmt: skip


# Spelt so in America = so in Britain.
SPELLINGS = """
center centre, color colour, gray grey, tire tyre, meter metre, caliber calibre, fiber fibre, armor armour, disk disc,
jewelry jewellery, plow plough, mold mould, draft draught, aluminum aluminium, curb kerb, louver louvre, vise vice,
caster castor
"""


@cache
def spellings() -> dict[str, str]:
    """Words that are spelt in two ways, each by the other."""
    pairs = [pair.split() for pair in SPELLINGS.replace("\n", " ").split(",")]
    return {one: other for here, there in pairs for one, other in ((here, there), (there, here))}


def rows(table: str) -> list[str]:
    """The rows of a table of words; a line that is indented goes on with the one before it."""
    return table.replace("\n    ", " ").strip().splitlines()


def groups(text: str) -> tuple[tuple[str, ...], ...]:
    """The groups of labels that a line names."""
    return tuple(tuple(group.split()) for group in text.split(">") if group.strip())


@cache
def parts() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Groups of labels by a part's name; second what else has the same names, so that a seat may be called a saddle."""
    meanings = _lines(PARTS)
    for line in rows(PARTS):
        names = [_plain(name) for name in line.partition("=")[0].split(",")]
        labels = tuple(name.replace(" ", "_") for name in names)
        for name in names:
            first, *others = meanings[name]
            meanings[name] = (first, labels, *others)
    return meanings


@cache
def functions() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Groups of labels by what a control is for."""
    return _lines(FUNCTIONS)


@cache
def objects() -> dict[str, str]:
    """The kind of object by its name."""
    kinds = {}
    for line in rows(OBJECTS):
        kind, _, rest = line.partition(":")
        for name in rest.partition("=")[0].split(","):
            kinds[_plain(name)] = kind
    return kinds


@cache
def _tools() -> dict[str, tuple[tuple[str, ...], ...]]:
    return _lines(TOOLS)


def tools(verb: str) -> tuple[str, ...]:
    """Labels of what a verb is done with: "unlock" with a latch; none for most."""
    return _tools().get(verb, ((),))[0]


@cache
def openers(kind: str) -> tuple[tuple[str, ...], ...]:
    """Groups of labels that open an object of a kind."""
    return _ways(kind, 0) or OPENERS


@cache
def switches(kind: str) -> tuple[tuple[str, ...], ...]:
    """Groups of labels that switch an object of a kind."""
    return _ways(kind, 1) or CONTROLS


@cache
def closing() -> frozenset[str]:
    """Words of labels of what is open or closed."""
    opened = {label for line in rows(OBJECTS) for group in _ways(line.partition(":")[0], 0) for label in group}
    return frozenset(opened | {label for group in OPENERS for label in group}) - _POSED


def akin(one: str, other: str) -> bool:
    """Whether two kinds of objects may be each other's names."""
    return one == other or frozenset((one, other)) in KIN or "machine" in (one, other)


def singular(word: str) -> str:
    """The word without its plural's ending; the word itself where it has none."""
    if word in NEVER_PLURAL:
        return word
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _plain(name: str) -> str:
    return " ".join(name.replace("-", " ").split())


def _lines(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    meanings = {}
    for line in rows(text):
        names, _, labels = line.partition("=")
        for name in names.split(","):
            meanings[_plain(name)] = groups(labels)
    return meanings


def _ways(kind: str, column: int) -> tuple[tuple[str, ...], ...]:
    for line in rows(OBJECTS):
        if line.partition(":")[0] == kind:
            return groups(line.partition("=")[2].split("|")[column])
    return ()
