//! What she says to small talk: about how she is, what she keeps, and when somebody is cross with her.

use super::{turn::Turn, wording::Language};
use crate::{
    facts::PendingKind,
    knowledge::{
        distress::{self, Distress},
        understand::SmallTalk,
    },
};

/// To who speaks of not wanting to live.
const DESPAIR: (&str, &str) = (
    "Det låter väldigt tungt, och det är bra att du skriver det. Jag är bara ett program, men det finns människor som vill hjälpa dig nu:\n\n- **112** om det är fara för livet\n- **90101**, Mind Självmordslinjen: någon att prata eller chatta med\n- **1177** för råd om var du får vård, eller närmaste psykiatriska akutmottagning\n\nSäg det gärna till någon du litar på redan i dag: någon hemma, en kollega, din handledare. Du behöver inte klara det ensam. Gäller det någon annan är numren desamma.",
    "That sounds very heavy, and it is good that you write it. I am only a program, but there are people who want to help you now:\n\n- **112** if a life is in danger\n- **90101**, Mind Självmordslinjen (suicide helpline): somebody to talk or chat with\n- **1177** for advice on where to get care, or the nearest psychiatric emergency unit\n\nDo tell somebody you trust today: somebody at home, a colleague, your supervisor. You don't have to manage it alone. If it is about somebody else, the numbers are the same.",
);

/// To who cannot go on.
const STRAIN: (&str, &str) = (
    "Vad tråkigt att du har det så tungt. Jag är bara ett program, men du behöver inte klara det ensam. De här kan du prata med:\n\n- **företagshälsovården**, eller din vårdcentral; **1177** ger råd om vart du kan vända dig\n- din **handledare**, **studierektor** eller **chef**: de kan ändra på det som blir för mycket i jobbet\n\nFår du tankar på att inte vilja leva: ring eller chatta med Mind Självmordslinjen, **90101**. Är det fara för livet: **112**.",
    "I'm sorry that things are so hard. I am only a program, but you don't have to manage it alone. You can talk to:\n\n- the **occupational health service** (företagshälsovården) or your health centre; **1177** advises where to turn\n- your **supervisor**, *studierektor* (study director) or **manager**: they can change what gets too much at work\n\nIf you have thoughts of not wanting to live: call or chat with Mind Självmordslinjen (suicide helpline), **90101**. If a life is in danger: **112**.",
);

/// Answers somebody who is not well, where only they see it; with `despair_only` no other than one who speaks of not wanting
/// to live. Nothing of it is kept, and no question of hers waits behind it. False: it is nothing of that.
pub fn comforts(turn: &mut Turn<'_>, text: &str, despair_only: bool) -> bool {
    let (swedish, english) = match distress::heard_in(text) {
        Some(Distress::Despair) => DESPAIR,
        Some(Distress::Strain) if !despair_only => STRAIN,
        _ => return false,
    };
    // "varför?" after it is about no rule, and a "ja" answers nothing that was asked before; only the region is still wanted.
    turn.dialogue.last_rule = None;
    turn.dialogue.pending = turn.dialogue.pending.take().filter(|pending| matches!(pending.kind, PendingKind::Region { .. }));
    turn.say_in_private(if turn.language() == Language::English { english } else { swedish }, None, Vec::new());
    true
}

/// What she says, in Swedish and English; `None` for the kinds that say more than a line.
#[must_use]
pub fn line(talk: SmallTalk, language: Language) -> Option<&'static str> {
    let (swedish, english) = match talk {
        SmallTalk::Mood => ("Tack, bara bra! Vad undrar du om ST?", "I'm fine, thank you! What would you like to know about ST?"),
        SmallTalk::Night => ("God natt, sov gott!", "Good night, sleep well!"),
        SmallTalk::Chat => ("🙂", "🙂"),
        SmallTalk::Pity => ("Jag förstår. Säg till om du undrar något mer.", "I see. Let me know if there is anything else."),
        SmallTalk::Apology => ("Ingen fara!", "No worries!"),
        SmallTalk::Stop => (
            "Okej, jag är tyst. Jag svarar bara när någon skriver till mig. *Inga utskick* stoppar utskicken, och *påminnelser* visar det du har bett mig påminna om.",
            "All right, I'll be quiet. I only answer when I'm written to. *No announcements* stops the announcements, and *reminders* lists what you asked to be reminded of.",
        ),
        SmallTalk::Complaint => (
            "Ledsen att det inte blev till hjälp. Skriv gärna frågan med andra ord, så försöker jag igen. 👎 under svaret gör att det blir sett.",
            "Sorry that it didn't help. Put the question in other words and I'll try again. 👎 under the answer makes sure it gets noticed.",
        ),
        SmallTalk::Privacy => (
            "Jag berättar inte för någon vad du skriver till mig, inte heller för din chef. I ett grupprum ser förstås alla i rummet det. Men svarar du på en ST-dag eller ett utskick ser studierektorn eller den som skickade ditt svar, din 👍 och om det är läst.\n\nEn fråga som jag inte kan svara på sparas en tid utan ditt namn, så att reglerna kan bli bättre; tar du bort den försvinner den. Annars sparar jag bara det jag behöver för att hjälpa dig, som region, påminnelser och plan. *Mina uppgifter* visar det, *glöm mig* tar bort det.",
            "I tell nobody what you write to me, your manager included. In a group room everybody there sees it, of course. But when you answer an ST day or an announcement, the study director or whoever sent it sees your answer, your 👍 and whether it was read.\n\nA question that I can't answer is kept for a time without your name, so that the rules can get better; delete it and it is gone. Otherwise I only keep what I need to help you, such as your region, reminders and plan. *My data* shows it, *forget me* deletes it.",
        ),
        SmallTalk::Despair => (DESPAIR.0, DESPAIR.1),
        SmallTalk::Strain => (STRAIN.0, STRAIN.1),
        _ => return None,
    };
    Some(match language {
        Language::Swedish => swedish,
        Language::English => english,
    })
}

/// What she says to what has nothing to do with work.
#[must_use]
pub fn unrelated(language: Language) -> String {
    match language {
        Language::Swedish => "Det ligger utanför det jag kan: jag svarar bara på frågor om reglerna för ST.",
        Language::English => "That is outside what I know: I only answer questions about the rules of ST.",
    }
    .to_owned()
}

/// None of the offered rules was meant; the question is remembered.
#[must_use]
pub fn none_of_them(language: Language) -> String {
    match language {
        Language::Swedish => {
            "Då förstod jag inte riktigt. Skriv gärna frågan med andra ord. Jag sparar den utan ditt namn, så att den kan få ett svar här längre fram."
        }
        Language::English => {
            "Then I didn't quite get it. Try other words. I'll save the question, without your name, so that it can be answered here later."
        }
    }
    .to_owned()
}

/// A question that only another region answers is remembered as one that is not answered here.
#[must_use]
pub fn kept(language: Language) -> &'static str {
    match language {
        Language::Swedish => "Jag sparar frågan utan ditt namn, så att det syns att svaret saknas här.",
        Language::English => "I'll save the question, without your name, so that it shows that the answer is missing here.",
    }
}
