"""Residents and the homes they live in, as rows; and the view of one resident as a Mesa agent."""

from samenredzaam.neighbourhood.columns import NEVER, WEEK, Table, column

MALE, FEMALE = 0, 1
SCHOOLING_NONE, SCHOOLING_LOW, SCHOOLING_MIDDLE, SCHOOLING_HIGH = 0, 1, 2, 3
CHILD, LIVING_ALONE, PARTNER, SINGLE_PARENT, OTHER_MEMBER = 0, 1, 2, 3, 4
POSITIONS = ("child at home", "living alone", "with partner", "single parent", "other")
BACKGROUND_UNKNOWN, BACKGROUND_DUTCH, BACKGROUND_EUROPEAN, BACKGROUND_OTHER = -1, 0, 1, 2
INCOME_LOW, INCOME_MIDDLE, INCOME_HIGH = 0, 1, 2

TIE_SLOTS = 20
"""Named ties a resident can have: the sympathy layer of a personal network, with room for kin and household."""

HOME_PLACES = 10
"""Residents one home can hold."""

ROLE_NONE, ROLE_CARE, ROLE_NEIGHBOURHOOD, ROLE_OTHER = 0, 1, 2, 3
"""What a volunteer does: in care and support, for the neighbourhood, or elsewhere (sport, church, school)."""

ASKED_BY = ("not known", "someone they know", "the organisation", "came as a client", "nobody")
ASKED_UNKNOWN, ASKED_BY_TIE, ASKED_BY_ORGANISATION, CAME_AS_CLIENT, ASKED_BY_NOBODY = range(5)
"""How someone came to volunteer."""

PARTICIPATION = (
    "isolated", "contacts", "organised activity", "unpaid work", "supported paid work", "paid work",
)  # fmt: skip
ISOLATED, CONTACTS, IN_ACTIVITY, UNPAID_WORK, SUPPORTED_WORK, PAID_WORK = range(1, 7)
"""The ladder of participation, from its lowest rung, which is 1."""

DOMAINS = ("practical", "social", "personal", "administrative")
PRACTICAL, SOCIAL, PERSONAL, ADMINISTRATIVE = range(4)
STAGES = ("none", "light", "moderate", "heavy")

RUNGS = ("self", "household", "ties", "volunteers", "general", "team", "provision", "crisis")
BY_SELF, BY_HOUSEHOLD, BY_TIES, BY_VOLUNTEERS, BY_GENERAL, BY_TEAM, BY_PROVISION, BY_CRISIS = range(8)

FORMAL_NONE, FORMAL_QUEUE, FORMAL_CASE, FORMAL_ASSESSMENT, FORMAL_GRANTED, FORMAL_PROVISION = range(6)
"""Where a need stands with formal support: not asked; in the team's queue; a case of the team; waiting to be
assessed; granted and waiting for a provider; provided."""

STYLES = ("none", "directive", "activating", "laissez-faire", "outreach", "client in the lead")
NO_STYLE, DIRECTIVE, ACTIVATING, LAISSEZ_FAIRE, OUTREACH, CLIENT_LED = range(6)
"""The style in which a case is in fact worked."""

ENDINGS = ("none", "case closed", "stays away", "refused", "price")
ENDED_NOT, ENDED_CLOSED, ENDED_LOST, ENDED_REFUSED, ENDED_PRICE = range(5)
"""How formal support for a need last ended: its case was closed, the client stays away, it was refused, or its price
was too high."""


class Residents(Table):
    """One row for each person who lives in the municipality."""

    identity = column("uint64", "hash", "who this is, for life; 0 is a free row")
    neighbourhood = column("int16", "index", "in which neighbourhood", low=0)
    home = column("int32", "row of Homes", "where they live", empty=-1, low=0)
    birth_week = column(WEEK, "week", "born in this week, counted from the start of the scenario")
    arrived = column(WEEK, "week", "lives here since this week, with the needs they came with", empty=NEVER)
    age = column("int16", "years", "age in whole years", low=0, high=120)
    sex = column("int8", "code", "0 male, 1 female, as registered", low=0, high=1)
    position = column("int8", "code", "position in the household (POSITIONS)", low=0, high=4)
    schooling = column("int8", "code", "highest schooling: 0 none yet, 1 low, 2 middle, 3 high", low=0, high=3)
    background = column(
        "int8", "code", "-1 not known, 0 Dutch, 1 from Europe or alike, 2 other", empty=-1, low=-1, high=2
    )
    benefit = column("bool", "yes or no", "lives on social assistance (bijstand)")
    work_minutes = column("int16", "minutes per week", "paid work", low=0, high=3600)
    children_born = column("int16", "count", "children this person bore here", low=0)

    prosocial_values = column("float32", "standard deviations", "how much helping others matters", low=-6, high=6)
    reluctance_to_ask = column("float32", "0 to 1", "vraagverlegenheid", low=0, high=1)
    reluctance_to_offer = column("float32", "0 to 1", "handelingsverlegenheid", low=0, high=1)
    avoids_formal = column("bool", "yes or no", "does not go to formal help or a walk-in by themselves")
    tolerance_minutes = column("int32", "minutes per week", "help given at which strain begins to build", low=1)
    loneliness_setpoint = column("float32", "scale points", "loneliness this person tends to without good ties")
    wanted_contacts = column(
        "float32", "people per week", "how many people they want to meet, once past youth", low=0, high=40
    )
    self_reliance_setpoint = column(
        "float32", "0 to 1", "self-reliance this person tends to when nothing happens", low=0, high=1
    )

    limitation = column("int8", "code", "functional limitation: 0 none, 1 some, 2 serious", low=0, high=2)
    self_reliance = column("float32", "0 to 1", "how much of a light need they solve themselves", low=0, high=1)
    good_ties = column("int16", "count", "ties strong enough to protect against loneliness, when last felt", low=0)
    loneliness = column("float32", "scale points", "latent loneliness; reported as a whole number from 0 to 11")
    strain = column("float32", "0 to 1", "strain of caring", low=0, high=1)
    trust = column("float32", "0 to 1", "trust in formal help", low=0, high=1)
    resting_until = column(WEEK, "week", "gives no help before this week (dropped out as a carer)", empty=NEVER)
    partner_lost = column(WEEK, "week", "lost a partner by death or separation in this week", empty=NEVER)
    bereaved = column(WEEK, "week", "someone close to them died in this week", empty=NEVER)
    caring_weeks = column("int16", "weeks", "weeks in a row in which they gave care", low=0)
    closed_debt_minutes = column("int32", "minutes", "help owed (positive) on ties that have ended")

    contacts = column("int16", "meetings in four weeks", "meetings with people outside the home, when last felt", low=0)
    owed_minutes = column("int32", "minutes", "help owed (positive) over the ties there are, when last felt")
    overcame = column("int8", "bits", "in which domains a moderate or heavy need of theirs has ended", low=0, high=15)
    examples = column(
        "int8", "bits", "in which domains someone they know has overcome a need, when last felt", low=0, high=15
    )
    succeeded = column(WEEK, "week", "a need of theirs ended in this week", empty=NEVER)
    gave_back = column(WEEK, "week", "gave something back for help in this week", empty=NEVER)
    guided_until = column(
        WEEK, "week", "has the example of an expert by experience before them, up to this week", empty=NEVER
    )
    bank_minutes = column("int32", "minutes", "what the time bank owes them (negative: they owe it)")

    supported_work = column("bool", "yes or no", "the paid work is in a supported job")
    activity_with_work = column("bool", "yes or no", "the activity they take part in is combined with work")
    rung = column("int8", "code", "participation: 1 isolated to 6 paid work (PARTICIPATION)", empty=1, low=1, high=6)
    activity = column("uint64", "hash", "which activity they take part in; 0 is none")
    activity_since = column(WEEK, "week", "takes part in it since", empty=NEVER)
    invited_until = column(WEEK, "week", "was personally invited to an activity, up to this week", empty=NEVER)
    asked_until = column(WEEK, "week", "was asked at a walk-in to volunteer, up to this week", empty=NEVER)
    approached = column(WEEK, "week", "outreach last called on them in this week", empty=NEVER)
    crisis_until = column(WEEK, "week", "in a crisis until this week", empty=NEVER)

    digital_skill = column("float32", "0 to 1", "how well they manage online", low=0, high=1)
    gp_contact = column(WEEK, "week", "last saw the GP", empty=NEVER)
    gp_psychosocial = column(WEEK, "week", "last saw the GP about worries or loneliness", empty=NEVER)
    prescribed_since = column(WEEK, "week", "referred to a link worker; empty when not, or no more", empty=NEVER)
    prescribed_contacts = column("int8", "count", "contacts with the link worker, of the last referral", low=0)
    introduced = column(WEEK, "week", "last brought into contact by connecting work", empty=NEVER)

    role = column("int8", "code", "kind of volunteer: 0 none, 1 care, 2 neighbourhood, 3 other", low=0, high=3)
    role_minutes = column("int16", "minutes per week", "hours a volunteer has for the role", low=0, high=6720)
    role_since = column(WEEK, "week", "volunteer since; of who is none, stopped in this week", empty=NEVER)
    occasional = column("bool", "yes or no", "in the pool of those who volunteer now and then")
    occasional_week = column(WEEK, "week", "when they last volunteered now and then", empty=NEVER)
    asked_by = column("int8", "code", "how they came to volunteer (ASKED_BY)", low=0, high=4)
    weariness = column("float32", "0 to 1", "how worn out by volunteering", low=0, high=1)
    trained = column("bool", "yes or no", "trained to take the place of carers (respite)")
    initiative = column("uint64", "hash", "which initiative of residents they are a member of; 0 is none")
    initiative_since = column(WEEK, "week", "member of it since", empty=NEVER)

    ties = column("int32", "row of Ties", "named ties, in no order; -1 is an empty place", empty=-1, shape=(TIE_SLOTS,))

    free_minutes = column("int32", "minutes per week", "time that could go to others", low=0, high=6720, scratch=True)
    committed_minutes = column(
        "int32", "minutes", "agreed help not yet given this week, kept free for it", low=0, scratch=True
    )
    given_minutes = column(
        "int32", "minutes", "help given this week, of which at most free_minutes", low=0, scratch=True
    )
    volunteered_minutes = column("int32", "minutes", "of it, help given this week as a volunteer", low=0, scratch=True)
    hindered = column(
        "int8", "bits", "in which domains they cannot help others this week", low=0, high=15, scratch=True
    )
    leans_on_overloaded = column("bool", "yes or no", "was helped this week by someone overloaded", scratch=True)
    received_minutes = column(
        "int16", "minutes", "help received this week, by rung", low=0, shape=(len(RUNGS),), scratch=True
    )
    met_minutes = column("int16", "minutes", "need met this week, by rung", low=0, shape=(len(RUNGS),), scratch=True)


class Needs(Table):
    """What each resident cannot do without help, in the same rows as Residents, one place for each of DOMAINS."""

    identity = column("uint64", "hash", "whose needs: the identity of the resident in the same row")
    stage = column("int8", "code", "0 no need, 1 light, 2 moderate, 3 heavy", shape=(4,), low=0, high=3)
    lasting = column("bool", "yes or no", "does not end by itself", shape=(4,))
    required_minutes = column("int16", "minutes per week", "how much help", shape=(4,), low=0, high=6720)
    complexity = column("float32", "0 to 1", "how much skill it asks, apart from hours", shape=(4,), low=0, high=1)
    reserved_minutes = column(
        "int16", "minutes per week", "of it left to professionals, and not met by them yet", shape=(4,), low=0
    )
    since = column(WEEK, "week", "open since", shape=(4,), empty=NEVER)
    unmet_weeks = column("int16", "weeks", "weeks in which it was unmet and not made good since", shape=(4,), low=0)
    formal = column("int8", "code", "where it stands with formal support (FORMAL_...)", shape=(4,), low=0, high=5)
    formal_since = column(WEEK, "week", "in that state since", shape=(4,), empty=NEVER)
    asked_since = column(WEEK, "week", "first asked for formal support", shape=(4,), empty=NEVER)
    granted_minutes = column("int16", "minutes per week", "formal help granted", shape=(4,), low=0, high=6720)
    worker = column("int16", "index", "which professional has the case", empty=-1, shape=(4,))
    reached = column("bool", "yes or no", "brought to formal help by outreach, so no longer kept from it", shape=(4,))
    service = column("int8", "code", "service of the team the case gets (SERVICES)", shape=(4,), low=0, high=6)
    case_style = column("int8", "code", "style in which the case is in fact worked (STYLES)", shape=(4,), low=0, high=5)
    bond = column("float32", "0 to 1", "trust grown with the worker who has the case", shape=(4,), low=0, high=1)
    case_closed = column(WEEK, "week", "last case in this domain was closed", shape=(4,), empty=NEVER)
    ended = column("int8", "code", "how formal support for it last ended (ENDED_...)", shape=(4,), low=0, high=4)
    case_minutes = column(
        "int16", "minutes", "of the worker's week planned for the case", shape=(4,), low=0, scratch=True
    )
    open_minutes = column("int16", "minutes", "of this week's need not yet met", shape=(4,), low=0, scratch=True)
    offered_minutes = column(
        "int16", "minutes", "of it offered by one rung's arrangements", shape=(4,), low=0, scratch=True
    )
    useful_minutes = column("int16", "minutes", "of those, how much can be used", shape=(4,), low=0, scratch=True)


class Homes(Table):
    """One row for each dwelling; the people in it are a household."""

    identity = column("uint64", "hash", "which dwelling, for ever")
    neighbourhood = column("int16", "index", "in which neighbourhood", low=0)
    street = column("int32", "index", "in which street, numbered over the municipality", low=0)
    x = column("float32", "m", "east of the corner of the neighbourhood", low=0)
    y = column("float32", "m", "north of the corner of the neighbourhood", low=0)
    household = column("uint64", "hash", "which household lives here; 0 while it stands empty")
    since = column(WEEK, "week", "this household lives here since", empty=NEVER)
    income = column("int8", "code", "income group of the household: 0 low, 1 middle, 2 high", low=0, high=2)
    members = column("int32", "row of Residents", "who lives here; -1 is a free place", empty=-1, shape=(HOME_PLACES,))
