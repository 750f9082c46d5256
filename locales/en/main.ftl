# The words of the interface, in English. A message that a template asks for and that is missing here fails a test.

skip = Skip to the main part
help-danger = In danger now?
help-call = Ring 999
help-talk = Talk to us:
exit = Exit this page
exit-two = Press Shift 2 more times to exit this page
exit-one = Press Shift 1 more time to exit this page
exit-none = You are still on this page
# Two lines on the narrowest phone. What is shorter sounds as if nothing were passed on, or as if nobody answered the phone.
demo = Demonstration: nobody reads what is sent here.
nav-main = Main
nav-site = This site
nav-learn = Learn
nav-course = Course
nav-now = Help now
nav-tell = Tell us
nav-search = Search
from = From { $partnership }.
number-unconfirmed = To be confirmed by the partnership.
date = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

# Pages
home-start = Start the course
home-start-note = Free, about { $minutes } minutes, in short steps
section-learn = Understand
section-act = What to do
section-site = About this site
guidance-tab = Learn
guidance-title = Learn
guidance-lead = Short pages, in plain words. Read one tonight and one another day.
sources = Where this comes from
reviewed = Last reviewed on
reviewed-by-nobody = No partnership has checked this page yet.
review-by = To be checked again by
pages = Pages
previous-page = Before: { $title }
next-page = Next: { $title }

# Search
search-tab = Search
search-title = Search
search-label = What are you looking for?
search-button = Search
search-found = { $count ->
    [one] 1 page for “{ $query }”
   *[other] { $count } pages for “{ $query }”
}
search-none = Nothing found for “{ $query }”
search-none-shorter = Try a shorter word. Or see
search-none-pages = all pages
search-none-ring = , or ask a person:
search-empty = Type a word first
search-empty-help = Type one or two words, such as “new phone”

# The course's overview
course-learn = What you learn
course-parts = The parts
course-start = Start
course-carry-on = Carry on where you were
course-again = Start again from the beginning
course-later = Come back later
course-kept = Your place is kept until you close the browser. To keep it longer,
course-kept-get = get a come-back code
course-kept-words = of four words. If you have one,
course-kept-use = use your code
course-kept-yes = Your place is kept under your come-back code. If you have another code,
course-minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
course-done = Done
course-here = You are here
course-change = What has changed for you
course-change-words = Before, you chose what helps most in { $before } of { $all } scenes. Now you did in { $after }.
course-change-sure = You felt “{ $before }”. Now you feel “{ $after }”.
course-change-note = These are only for you. Nobody else sees them.
offline-title = Use it without internet
offline-words = The course can be kept on this phone. This leaves a trace that others who use the phone could find. “Exit this page” removes it.
offline-on = A copy of the course is on this phone. It works without internet.
offline-off = No copy is kept on this phone.
offline-wait = Keeping a copy. This takes a moment.
offline-fail = That did not work. Try again when the internet is better.
offline-start = Keep a copy on this phone
offline-stop = Remove the copy
offline-sorry = This page is not on your phone, and there is no internet just now.

# A step
step-tab = { $tab }, step { $step }
step-where = Part { $part } of { $parts } · Step { $step } of { $steps } · about { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} left
step-where-later = Step { $step } of { $steps } · about { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} left
step-in-story = { $place } · still in the story
step-story-end = { $place } · the end of the story
step-next = Next
step-go-on = Go on
step-again = Try again
step-think-again = Think again
step-story-again = Start the story again
step-back = Back
step-submit = See what helps
step-submit-sure = Go on
step-submit-scene = See what happens
step-choose = Choose
step-chose = You chose:
step-error = One more thing
error-in-tab = Error: { $tab }
none-choice = Choose the answer that seems best to you
none-several = Choose at least one
none-spot = Choose at least one moment of the day
none-sort = Choose a group for at least one of them
none-order = Choose a place for at least one of them
none-order-twice = Two of them have the same place. Give each its own.
none-match = Choose a pair for at least one of them
none-confidence = Choose how sure you feel
none-scene = Choose what you do
place-1 = 1st
place-2 = 2nd
place-3 = 3rd
place-4 = 4th
place-5 = 5th
place-6 = 6th
place-7 = 7th
place-8 = 8th
feedback = What helps
feedback-scene = What happens next
choice-right = That is what helps most
choice-other = Many parents would choose that
confidence-right = Thank you
several-right = You picked all that belong
several-other = Here is how we see it
several-hit = Helps – you picked it
several-miss = Helps – you left it
several-extra = Does not help – you picked it
several-left = Does not help – you left it
spot-right = You spotted all of it
spot-other = Here is how we see the day
spot-hit = Worth noticing – you spotted it
spot-miss = Worth noticing – you left it
spot-extra = Ordinary – you picked it
spot-left = Ordinary – you left it
sort-right = You sorted them as we would
sort-other = Here is how we see it
place-yes = { $right } – you said so too
place-no = { $right } – you said: { $yours }
place-blank = { $right } – you left it open
order-right = A good order
order-other = Here is an order that helps
order-up = Up
order-down = Down
match-right = They go together like that
match-other = Here is how they go together
write-note = What you write stays on this page. Nothing is sent or kept.
print-menu = To print this page, use the menu of your browser, and choose Print.
print-plan = Print this page

# Come back with a code
keep-title = Get a come-back code
keep-lead = Four words bring you back to your place, on any phone, for { $days } days.
keep-words = We keep your place and your answers under the code, and nothing about you. Without the code nobody can find them, not even us.
keep-note = Whoever has the words can see your answers. Keep them where only you look.
keep-button = Make a code
keep-back = Back to the course
kept-title = Your come-back code
kept-lead = Write these four words down, in this order. We cannot show them again.
kept-words = To come back, open the course and choose “use your code”. It works until
kept-on = Carry on
resume-title = Use your code
resume-lead = Type the four words. Small or large letters, it makes no difference.
resume-label = Your four words
resume-button = Carry on
resume-lost = Lost it? Nobody can find it for you, but you can
resume-lost-start = start again
resume-lost-end = . Nothing is lost but your place.
resume-unknown = We did not find that code
resume-check = Check each word, and their order
resume-check-end = . A code lasts { $days } days.
resume-word = The word “{ $word }” is not one of ours. Did you mean “{ $near }”?
resume-count = A code has four words

# The certificate
certificate-title = A page to keep
certificate-words = For when you have taken the course. If you want that on paper, put your name on it and print it. It is your own word: nobody checks it. Your name stays on this page. It is not sent, and not kept.
certificate-name = Your name
certificate-say = A note of my own
certificate-taken = I have taken the course
certificate-from = { $site }, for { $partnership }. About { $minutes } minutes.
certificate-paper = To print this page, use the menu of your browser, and choose Print. Then write your name on the line.
certificate-later = In a month: { $title }

# What went wrong
error-help = If you need a person, ring
error-danger = If someone is in danger now, ring
error-first = first page
error-go = Go to the
error-or = , or
error-search = search
error-reference = Reference: { $reference }
not-found-title = That page is not here
not-found-words = The address may have changed, or a letter may be missing. You did nothing wrong.
method-title = That did not work
method-words = This page cannot be used in that way. Go back, and try once more.
too-large-title = That was too much to send
too-large-words = What was sent is longer than this page takes. Nothing you did before is lost. Go back, and try once more.
cross-site-title = That came from another site
cross-site-words = For your safety, this page takes answers from this site alone. Open the page here, and try once more.
bad-request-title = We could not read that
bad-request-words = What was sent did not arrive in one piece. Go back, and try once more.
internal-title = Something went wrong here
internal-words = It is our fault, not yours. Nothing you did before is lost. Try once more in a minute.

# Telling
concern-demo = Demonstration: nobody will read this. In danger? Ring
concern-start = Start
concern-or-ring = Or ring { $phone }
concern-back-words = Have you told us before, and have eight words?
concern-back-link = Come back with them
concern-next = Continue
concern-back = Back
concern-more-child = Add another child
concern-more-person = Add another person
concern-problem = Something needs another look
concern-missing = Write what worries you. A few words are enough.
concern-too-long = Make this shorter: { $limit } letters and spaces at most
concern-no-choice = Choose one of the answers
concern-too-much = This is more than one form can hold. Make it shorter, or ring us with the rest.
concern-trap = Leave the last box empty, then press the button again
concern-trap-label = Leave this box empty
concern-check = Check what you have told us
concern-check-words = You can still change everything. Nothing is sent until you press the button at the end.
concern-nothing = Nothing written here.
concern-change = Change
concern-receipt-ask = Do you want a way to come back?
concern-receipt-hint = We can give you eight words. With them you can read our answer, or add something, on any phone. You do not need them for us to read this.
concern-way-back = You said that you will come back to this site. You need the eight words for that. Without them, there is no way back to what we write to you.
concern-receipt-yes = Yes, show me eight words
concern-receipt-no = No, thank you
concern-sealed-here = When you press the button, this server seals what you wrote, so that only the team can open it.
# With scripts: the browser seals
seal-here = When you press the button, this page seals what you wrote, here on your device, before it is sent. Only the team can open it.
seal-sending = Sealing and sending…
seal-again = Try again
seal-away = We had no answer, so we cannot tell if this was sent. It is all still here: look if you are connected, and try again. The same words are kept only once. Or ring us:
seal-failed = This page could not seal what you wrote, so nothing was sent. It is all still here: try again, ring us, or let our server seal it. The number is
seal-no-words = We could not make your eight words, so nothing was sent. It is all still here: choose “No, thank you” to send it without them, or try again. Or ring us:
seal-whole = Let the server seal it
seal-cannot = Your browser cannot seal what you write
seal-cannot-words = You can still tell us here. Then our server seals it as soon as it arrives, so that only the team can open it. If you would rather not, ring the team on
seal-plain = Go on, and let the server seal it
seal-reloaded = You have sent it, and the team has it. Please do not send it again. This page was loaded again, so your eight words cannot be shown any more.
concern-send = Send
concern-send-demo = Send (demonstration: nobody will read this)
concern-not-sent = Not sent
concern-not-kept = We could not keep what you wrote, and it has not been sent. It is all still here: try again in a minute. Or ring us:
concern-too-many = Very much has come from your connection just now, so this was not sent. It is all still here: try again in a few minutes. Or ring us:
concern-sent = Sent
concern-sent-demo = Sent, as a demonstration
concern-already = You had sent this before. What you chose then still counts.
concern-receipt = Your eight words
concern-leave = I am done
concern-leave-words = Do not count on seeing this page again. Until you close the tab, the back button may show it: close the tab when you are done.
concern-old = This form lay open too long
concern-old-words = For your safety we keep nothing between pages for more than a day or two. Please start again. We are sorry.
concern-old-typed = What you last wrote, so that you can copy it
concern-old-again = Start again
too-many-title = Please wait a few minutes
too-many-words = Very much has come from your connection just now. Go back, and try again in a few minutes.
busy-title = This site is very busy
busy-words = Too much is being sent here just now, so this was not taken. Go back, and try again in a few minutes.
closed-title = This form is not open
closed-words = Nothing can be sent to the team here just now. Please ring.

# Coming back
return-title = Come back with your eight words
return-lead = Read what the team wrote to you, or add something.
return-label = Your eight words
return-hint = With spaces between. Capital letters do not matter.
return-button = Open
return-there = Our server uses your words once to open it, and then forgets them.
return-here = Your words stay here, on this device. They are not sent to us.
return-opening = Opening…
return-away = We had no answer. Look if you are connected, and try again.
return-failed = It could not be opened on this device. Load this page again, and try once more.
return-add-failed = This page could not seal what you wrote, so nothing was sent. It is all still here: try again, or ring us:
return-cannot = Your browser cannot open it here
return-cannot-words = Our server can open it for you. Then your eight words go to our server. It uses them once, and forgets them. If you would rather not, ring the team on
return-plain = Go on, and let the server open it
return-leave = This page keeps nothing. When you leave it, you need your eight words to see this again.
return-problem = That did not open
return-count = There should be eight words. You wrote { $count ->
    [0] none
    [9] more than eight
   *[other] { $count }
}.
return-word = “{ $word }” is not one of our words. Did you mean “{ $near }”?
return-check = The words do not fit together. One of them is another word, or two have changed places.
return-unknown = Nothing is kept under these words. Check each one. If you sent it just now, try again later.
return-too-many = Too many tries have come from your connection. Wait a few minutes, and try again. What you wrote is still here.
return-lost = Lost the words?
return-lost-words = Nobody can get them back, not even we. Ring the team on
return-lost-again = Or tell us again.
return-open = What has become of it
return-stage-received = Received. The team has it, and nobody has opened it yet.
return-stage-looking = Being looked at. Someone in the team has opened it.
return-stage-answered = Answered. The team has written to you.
return-stage-closed = Closed. The team has finished with it. You can still add something.
return-replies = From the team
return-none = No answer yet.
return-not-shown = There is a message here that we cannot be sure is from the team, so it is not shown. Please ring
return-add = Add something
return-add-hint = Something that you remembered, or that has happened since. Words only: no pictures.
return-send = Send
return-added = Sent. The team has what you added.
return-empty = Write what you want to add first
return-too-long = Make this shorter: 20,000 letters and spaces at most
return-old = The page lay open too long. Type your words again.
