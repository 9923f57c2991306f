"""One story, from a paper request to the replay of its session elsewhere, by five people at their own desks."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.commissions.models import PlaceOffer, Session
from ribambelle.commissions.selectors.outcomes import outcomes_of
from ribambelle.demand.models import Request
from ribambelle.kernel.formats import day
from tests.browser.checks import press
from tests.browser.commissions.families import ENTRY, Story, moved_in
from tests.browser.commissions.reading import names_in
from tests.browser.commissions.steps import decline_by_link, depart, opened, waiting_single
from tests.browser.conftest import TODAY, cookie_of
from tests.browser.installations import empty_installation, empty_postgresql
from tests.browser.paper import WEEK, type_request
from tests.browser.test_newcomer import PASSWORD

pytestmark = pytest.mark.browser
People = Callable[[Role | None], Page]
TITLE = "Commission de la Primevère"

#: The request that Vertugadin, the third family, hands in once more on paper; None leaves a field as it is.
PAPER = [
    ("Prénom de l’enfant", "Zéfirine2"),
    ("Nom de l’enfant", None),
    ("Né le", "03/06/2026"),
    ("Ou terme prévu le", None),
    ("Prénom du premier parent", "Olibrius"),
    ("Nom du premier parent", "Vertugadain"),
    ("Téléphone", "0499 77 12 12"),
    ("Courriel", None),
    ("Commune où vit la famille", "Arlon"),
    ("Adresse", None),
    ("Second parent", None),
    ("Début souhaité", day(ENTRY)),
    ("Si toute la semaine", None),
]


@pytest.fixture
def front_desk(site: str, browser: Browser) -> Iterator[Page]:
    """The desk of a relay: it sees the requests in its charge alone."""
    context = browser.new_context(base_url=site, locale="fr-BE")
    context.add_cookies([cookie_of(User.objects.get(email="accueil@demo.example"), site)])
    yield context.new_page()
    context.close()


@pytest.fixture
def elsewhere(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Another installation, on PostgreSQL, whose database was empty a minute ago."""
    with (
        empty_postgresql(tmp_path / "postgresql") as database,
        empty_installation(tmp_path / "elsewhere", DATABASE_URL=database) as welcome,
        browser.new_context(base_url=welcome.split("/bienvenue/")[0], locale="fr-FR") as context,
    ):
        page = context.new_page()
        page.goto(welcome)
        field = page.locator("main").get_by_label
        field("Prénom et nom").fill("Claire Fictive")
        field("Adresse de courriel").fill("claire@example.org")
        field("Mot de passe", exact=True).fill(PASSWORD)
        field("Le même, encore une fois").fill(PASSWORD)
        field("Nom de votre organisme").fill("Relais du plateau")
        field("France").check()
        press(page.get_by_role("button", name="Ouvrir mon compte et entrer"))
        yield page


def test_from_a_paper_request_to_the_same_bytes_elsewhere(
    site: str, browser: Browser, signed_in: People, front_desk: Page, elsewhere: Page, tmp_path: Path
) -> None:
    story = moved_in(TODAY)
    typed = typed_at_the_front_desk(front_desk)
    page = signed_in(Role.COORDINATOR)
    merged(page, story, typed)
    session = prepared_cleared_and_run(page, story)
    names = (*story.names, typed.reference, "Zéfirine", "Vertugadain")
    read_without_a_name(page, signed_in(Role.MEMBER), session, names)
    two_departures_and_one_too_many(page, session)
    sealed(page, session)
    minutes_without_a_name(signed_in(Role.MEMBER), session, names)
    letters_sent(page, session, names)
    declined = PlaceOffer.objects.filter(session=session, state="pending").order_by("pk").first()
    assert declined is not None
    decline_by_link(browser, site, declined.request)
    following = next_in_order(page, session)
    phone = opened(browser, site, following.request)
    expect(phone.get_by_role("link", name="Accepter ou décliner")).to_be_visible()
    phone.context.close()
    file = replayed_by_command(page, session, tmp_path)
    replayed_on_screen(elsewhere, file)


def typed_at_the_front_desk(page: Page) -> Request:
    """A request on paper, that another desk already has under another spelling."""
    page.goto("/demandes/nouvelle/")
    keys = type_request(page, PAPER, ticked=WEEK, wish="La Prim")
    assert keys <= 60
    expect(page.get_by_role("heading", level=1)).to_have_text("Zéfirine2 Vertugadain")
    return Request.objects.get(reference=page.locator(".head .lede b").inner_text())


def merged(page: Page, story: Story, typed: Request) -> None:
    """The two stand side by side; the name is taken from the older one, and one request is left."""
    older = story.requests[2]
    page.goto("/demandes/doublons/")
    row = page.get_by_role("row").filter(has_text=typed.reference)
    expect(row).to_contain_text(older.reference)
    row.get_by_role("link", name="Comparer").click()
    sides = page.get_by_role("table", name="Les deux demandes, ligne à ligne")
    expect(sides).to_contain_text("Vertugadain")
    expect(sides).to_contain_text("Vertugadin")
    press(page.get_by_role("button", name="En faire une seule demande"))
    expect(page.get_by_text(f"{typed.reference} ne fait plus qu’une avec {older.reference}")).to_be_visible()
    typed.refresh_from_db()
    assert typed.state == "merged"


def prepared_cleared_and_run(page: Page, story: Story) -> Session:
    """Prepared for the one setting; the missing answer is given from the check list; frozen, drawn, calculated."""
    page.goto("/commissions/seances/nouvelle/")
    field = page.locator("main").get_by_label
    field("Commission").select_option(label="Commission d’attribution de la province")
    field("Titre").fill(TITLE)
    field("Tenue le").fill(day(TODAY))
    field("Demandes reçues jusqu’au").fill(day(TODAY))
    field("Pour une entrée le").fill(day(ENTRY))
    field("Règle").select_option(label=f"Règle d’attribution {TODAY.year}")
    field(story.setting.name).check()
    press(page.get_by_role("button", name="Préparer cette séance"))
    session = Session.objects.get(reference=page.url.rstrip("/").rsplit("/", 1)[-1])
    page.get_by_role("link", name="Les voir un par un").click()
    first = story.requests[0].reference
    unanswered = page.locator("section[aria-labelledby=k-unanswered]")
    expect(unanswered.get_by_role("heading", level=2)).to_have_text("Critères sans réponse 1")
    unanswered.get_by_role("link", name=first).click()
    page.get_by_role("link", name="Corriger").first.click()
    page.locator("[name=answer_resident]").select_option(label="oui")
    press(page.get_by_role("button", name="Enregistrer les corrections"))
    page.goto(f"/commissions/seances/{session.reference}/")
    expect(page.get_by_text("Rien à éclaircir")).to_be_visible()
    press(page.get_by_role("button", name="Geler la séance"))
    expect(page.get_by_text("Rien à éclaircir")).to_be_visible()
    press(page.get_by_role("button", name="Tirer au sort"))
    press(page.get_by_role("button", name="Calculer", exact=True))
    session.refresh_from_db()
    assert session.keys.count() == len(story.requests)
    return session


def read_without_a_name(page: Page, member: Page, session: Session, names: tuple[str, ...]) -> None:
    """Whatever a member of the commission opens or takes away names nobody; the same search finds names elsewhere."""
    where = f"/commissions/seances/{session.reference}"
    planted = page.request.get("/demandes/?q=xylostome&export=xlsx").body()
    assert names_in(planted, names), "the search must find what stands there"
    member.goto("/commissions/")
    member.get_by_role("link", name=f"Lire le livret {session.reference}").click()
    expect(member.locator(".rank").first).to_have_text("1")
    seen = {member.url: member.content().encode()}
    for address in (
        "/livret/?egalite=1",
        "/livret/?lieu=PRIMEVERE",
        "/decider/",
        "/projection/",
        "/projection/?tableau=1",
    ):
        member.goto(where + address)
        seen[address] = member.content().encode() + member.request.get(where + address).body()
    for rank in range(1, len(outcomes_of(session)) + 1):
        seen[f"dossier {rank}"] = member.request.get(f"{where}/decider/{rank}/").body()
    member.goto(f"{where}/livret/")
    for name in ("XLSX", "ODS", "CSV", "Emporter le livret (PDF)"):
        seen[name] = taken(member, name)
    assert {address: names_in(data, names) for address, data in seen.items()} == {key: [] for key in seen}


def taken(page: Page, link: str) -> bytes:
    """A file taken away by its link: its name and its bytes."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).first.click()
    assert download.value.suggested_filename.startswith(("livret-S-", "decisions-S-", "pv-S-"))
    return download.value.path().read_bytes()


def two_departures_and_one_too_many(page: Page, session: Session) -> None:
    """Two families who wait are given the two places; a third asks for the same half-days and is refused."""
    page.goto(f"/commissions/seances/{session.reference}/composition/")
    press(page.get_by_role("button", name="Reprendre la composition"))
    for select in page.locator("select[name$=presence]").all():
        select.select_option(label="présent")
    press(page.get_by_role("button", name="Enregistrer la composition"))
    first, second, third, *_others = waiting_single(session)
    for number, outcome in enumerate((first, second), 1):
        depart(page, session, outcome, "Accueil déjà commencé, à poursuivre.")
        press(page.get_by_role("button", name="Enregistrer l’écart"))
        expect(page.get_by_text(f"La décision n° {number} est enregistrée.")).to_be_visible()
    depart(page, session, third, "Motif de la troisième demande.", costs=False)
    expect(page.get_by_role("alert").filter(has_text="par décision").first).to_be_visible()
    expect(page.get_by_label("En clair, pour le procès-verbal")).to_have_value("Motif de la troisième demande.")
    assert session.decisions.count() == 2


def sealed(page: Page, session: Session) -> None:
    page.goto(f"/commissions/seances/{session.reference}/decider/")
    press(page.get_by_role("button", name="Garder tous les autres comme proposé"))
    page.get_by_role("link", name="Sceller la séance").click()
    press(page.get_by_role("button", name="Sceller, pour toujours"))
    expect(page.get_by_text("est scellée : empreinte")).to_be_visible()


def minutes_without_a_name(member: Page, session: Session, names: tuple[str, ...]) -> None:
    where = f"/commissions/seances/{session.reference}"
    files = {kind: member.request.get(f"{where}/proces-verbal.{kind}").body() for kind in ("pdf", "docx", "odt")}
    member.goto(f"{where}/decisions/")
    files |= {name: taken(member, name) for name in ("XLSX", "ODS", "CSV")}
    assert {kind: names_in(data, names) for kind, data in files.items()} == {key: [] for key in files}


def letters_sent(page: Page, session: Session, names: tuple[str, ...]) -> None:
    page.goto(f"/commissions/seances/{session.reference}/")
    page.get_by_role("link", name="Lettres et réponses").first.click()
    press(page.get_by_role("button", name="Envoyer toutes les lettres"))
    expect(page.get_by_text("12 lettres sont écrites")).to_be_visible()
    assert PlaceOffer.objects.filter(session=session, state="pending").count() == 2


def next_in_order(page: Page, session: Session) -> PlaceOffer:
    """The half-days given back are proposed to the next family, by an act linked to the session."""
    page.goto(f"/commissions/seances/{session.reference}/lettres/")
    press(page.get_by_role("button", name="Les proposer aux suivants dans l’ordre"))
    expect(page.get_by_text("sont proposées aux suivants dans l’ordre")).to_be_visible()
    sequel = session.sequels.get()
    expect(page.get_by_text(sequel.reference).first).to_be_visible()
    return PlaceOffer.objects.select_related("request__party__household").get(session=sequel)


def replayed_by_command(page: Page, session: Session, folder: Path) -> Path:
    """Without any database of this installation: the data folder named is empty."""
    page.goto(f"/commissions/seances/{session.reference}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Fichier à rejouer, toute la séance").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    command = [str(Path(sys.executable).with_name("ribambelle")), "replay", str(file)]
    empty = {"RIBAMBELLE_DATA": str(folder / "nothing"), "PATH": ""}
    said = subprocess.run(command, env=empty, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "the same, byte for byte" in said.stdout
    return file


def replayed_on_screen(page: Page, file: Path) -> None:
    """In the other installation, whose database never held the session; a changed file is told from it."""
    page.goto("/commissions/")
    page.get_by_role("link", name="Rejouer une séance scellée").click()
    page.get_by_label("Fichier à rejouer").set_input_files(file)
    press(page.get_by_role("button", name="Rejouer cette séance"))
    expect(page.get_by_role("status").filter(has_text="la même, octet pour octet")).to_be_visible()
    changed = file.with_name("changed.json")
    changed.write_bytes(file.read_bytes().replace(b"Accueil d", b"Accueil D"))
    page.get_by_label("Fichier à rejouer").set_input_files(changed)
    press(page.get_by_role("button", name="Rejouer cette séance"))
    expect(page.get_by_text("a été modifié depuis le scellement").first).to_be_visible()
