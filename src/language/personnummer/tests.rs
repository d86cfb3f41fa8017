//! Which texts hold a personal number, and which only look like it.

use super::*;

#[test]
fn every_written_form_is_found() {
    // 811228-9874 is the worked example in the tax agency's brochure; 701063-2391 its samordningsnummer.
    for text in [
        "811228-9874",
        "8112289874",
        "19811228-9874",
        "198112289874",
        "811228+9874",
        "811228 9874",
        "811228 - 9874",
        "811228–9874",
        "ring 811228-9874.",
        "(701063-2391)",
        "８１１２２８-９８７４",
        "811228.9874",
        "81-12-28-9874",
        "1981-12-28-9874",
        "1981 12 28 9874",
        // The last four could be a time of day, but nobody makes appointments in 1981.
        "1981-12-28 0816",
        "81-12-28 0816",
        "1981.12.28, 0816",
        "81.12.28.0816",
        "8 1 1 2 2 8 9 8 7 4",
        "8\n1\n1\n2\n2\n8\n9\n8\n7\n4",
        "81 12 28 98 74",
        "**811228**-9874",
        "811228\u{200b}9874",
        "٨١١٢٢٨-٩٨٧٤",
        "811228\n9874",
        "811228\r\n9874",
        "811228\t9874",
        "811228:9874",
        "811228, 9874",
        "811228 (9874)",
        "[811228][9874]",
        "81,12,28,9874",
        "81-12-\n28-9874",
        "811228-98\n74",
        "811 228 9874",
        "1981-12-28: 9874",
        "<b>811228</b>-9874",
        "<td>811228</td><td>9874</td>",
        "8112<i></i>28<br/>9874",
        "811228&#45;9874",
        "811228&nbsp;9874",
        "<a href=\"https://x.example/811228-9874\">här</a>",
        "hon heter Anna <811228-9874>",
        // Any other sign between, or many of them.
        "811228#9874",
        "811228 - - 9874",
        "811228…9874",
        "811228 ≈ 9874",
        "811228%2D9874",
        "19811228%209874",
        "%38%31%31%32%32%38-9874",
        "811228%E2%80%939874",
        // Digits in other dress.
        "8️⃣1️⃣1️⃣2️⃣2️⃣8️⃣-9️⃣8️⃣7️⃣4️⃣",
        "⑧①①②②⑧-⑨⑧⑦④",
        "⁸¹¹²²⁸⁻⁹⁸⁷⁴",
        "❽❶❶❷❷❽-❾❽❼❹",
        "8̶1̶1̶2̶2̶8̶-̶9̶8̶7̶4̶",
        "๘๑๑๒๒๘-๙๘๗๔",
        "𝟖𝟏𝟏𝟐𝟐𝟖-𝟗𝟖𝟕𝟒",
        // Several digits in one dress.
        "⑧①⑫㉘-⑨⑧⑦④",
        "⑻⑴⑿㉘⑼⑻⑺⑷",
        // In words.
        "åtta ett ett två två åtta nio åtta sju fyra",
        "atta ett ett tva tva atta nio atta sju fyra",
        "Åttioett tolv tjugoåtta, nittioåtta sjuttiofyra",
        "nitton åttioett tolv tjugo åtta nittioåtta sjuttiofyra",
        "hon är nittonhundraåttioett tolv tjugoåtta 9874",
        "eight one one two two eight - nine eight seven four",
        "eighty-one twelve twenty-eight ninety-eight seventy-four",
        // The date as people say it.
        "28 december 1981-9874",
        "född 28 dec 1981, 9874",
        "den 28:e december 1981 – 9874",
        "28 december 1981, sista fyra 9874",
        "28 december 81 - 9874",
        "December 28, 1981-9874",
        "28th of December 1981 and last four 9874",
        "28/12 1981-9874",
        "28/12-81 9874",
        "28.12.1981-9874",
        "9 juli 1985-9805",
        "28 december 1981-9874 2026-03-12",
        // Right before or after a date.
        "811228-9874 2026-03-12",
        "811228-9874, 12/3",
        "2026-03-12 811228-9874",
        "12/3 811228-9874",
        "811228-2010/3",
    ] {
        assert!(contains(text), "{text}");
    }
}

#[test]
fn other_numbers_are_not() {
    for text in [
        "811228-9875",
        "811328-9874",
        "810229-9879",
        "1811228-98741",
        "2026-04-15",
        "640 tjänster, 16 veckor",
        "v 14",
        "08-123 456 78",
        "https://example.org/1234567890123",
        // Each of these has a right date and a right check digit.
        "2026-03-12 08:39",
        "2026-03-12, 0839",
        "2026-03-11 – 2026-04-24",
        // And each of these but for the words.
        "81-12-28 – 2010-03-12",
        "28 december 1981-1988",
        "28 december 1981",
        "ST-dag 28 december 2026 1515",
        "28 december 1981, 0477-123 45",
        "28 december 1981 klockan 9874",
        "28 december 1981 - 2 januari 1982",
        "rum 4, 28 december, 9874 kr",
        // Amounts, codes and rooms.
        "811 228,50 kr",
        "1 234 567 kr",
        "kurs SK-1228-26",
        "B5 sal 12:28",
        "50 % av 811228",
        "kl 08:12-09:28",
        "12/3 14:30-16:00",
        "0470-58 80 00",
        "+46 470 58 80 00",
        "https://example.org/a%20b%2Fc",
        "⑩ ansökan ⑪ intyg ⑫ kursbevis",
        // These have a right date and a right check digit as well.
        "mottagning tio, elva, tolv, tretton, fjorton",
        "jag har åttioett patienter på tolv dagar",
        "ett två tre fyra fem sex sju åtta nio tio",
        "tre av fyra går åtta dagar, nio av tio fem, sex eller sju",
        "",
    ] {
        assert!(!contains(text), "{text}");
    }
}

#[test]
fn a_phone_number_is_one_unless_it_is_said_to_be_a_personal_number() {
    // 070123-4569 has a right check digit.
    for text in ["0701234569", "070-123 45 69", "070 123 4569", "0701-23 45 69", "0701-234569", "070-1234569", "07 01 23 45 69"] {
        assert!(!contains(text), "{text}");
        assert!(contains(&format!("personnummer {text}")), "{text}");
    }
    for text in ["070123-4569", "070123 4569", "20070123-4569", "07-01-23-4569"] {
        assert!(contains(text), "{text}");
    }
}

#[test]
fn the_range_covers_just_the_number() {
    for (text, number) in
        [("åka 811228-9874 nu", "811228-9874"), ("åka <b>811228</b>-9874 nu", "811228</b>-9874"), ("<p>811228-9874</p>", "811228-9874")]
    {
        let found = find(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(&text[found[0].clone()], number);
    }
}
