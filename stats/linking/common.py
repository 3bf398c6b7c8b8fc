"""Words that nearly every note has, in both languages: they tell no story from another."""

COMMON = frozenset(
    """
    og i å er som på til en et ei det han ikke av for med at har de var den jeg fra om seg så men man kan vil skal ble
    blir eller når da nå der her hva hvor hvordan noe noen alle mer mye helt bare også etter før over under ut inn opp
    ned ved mot uten hos sin sitt sine hans ham du vi meg deg oss ein eit ikkje eg dei ho me kva kvar korleis frå sier
    sa sagt spør spurte spurt snakket snakka samtale samtalen chat chatten kontakt ønsker vil ville fikk får gikk går
    gjør gjorde lurer lurte forteller fortalte skriver skrev mener trenger må måtte skulle kunne
    the a an and to of in is he his him has was for on with not that it as but at be by from or if so they are had have
    no will would can could about when what who which this there their them then than more some any all just also after
    before over under out up into only very said says asked ask asks wants want wrote writes told tells talked talk
    call called contact needs need
    """.split()
)
