"""What people's rights and the way to a person are called in the other languages whose menus we have.

Apart from command_phrases.py, so that none of these words is taken for a slip in Spanish ("quero" is a hasty "quiero").
Keys are the values of `commands.Command`; words stand without accents and apostrophes, and patterns are read as
phrases.py describes.
"""

from typing import Final

GROUPS: Final = {
    "polite": """
        hi | hello | hey | please | thanks | thank you | sorry | ola | oi | bom dia | boa (tarde | noite) | por favor
        | obrigado | obrigada | bonjour | bonsoir | salut | merci | sil vous plait | svp | bonjou | bonswa | mesi
        | tanpri | souple""",
    "i": """
        (i want | i would like | id like | i need | i wish | can i | could i | may i | can you | could you)
        [to] | eu quero | quero | queria | gostaria de | posso | je veux | je voudrais | puis je | mwen vle | mwen ta
        renmen""",
    "messages": "messages | message | alerts | texts | mensagens | mensagem | avisos | avis | mesaj | mesaj yo | avi",
}

PATTERNS: Final = {
    "stop": """
        stop (texting | messaging | writing | contacting) me
        (stop | do not | dont) (sending | send) [me] [any | more | any more | these | your] <messages> [anymore]
        (stop | no more) [the | your | these] <messages> | (i do not | i dont) want [to (get | receive)]
          [any | more | any more | these | your] <messages> [anymore]
        [eu] nao quero [mais] receber [mais] <messages> | [eu] nao quero mais <messages>
        (pare | parem) de [me] (mandar | enviar | escrever) <messages>
        [je] ne (veux | souhaite) (plus | pas) [recevoir] [de | vos | ces | les]* <messages>
        arretez | arrete | (arretez | arrete) [de] [envoyer | menvoyer | ecrire | mecrire] [des | vos] [<messages>]
        [mwen] pa vle [resevwa] <messages> [anko] | sispann [voye | ekri] [mwen | m] [<messages>]
        """,
    "erase": """
        [<i>] (delete | erase | remove) [all | all of] my (data | information | messages | number)
        [<i>] (apagar | apaguem | apague | excluir | deletar) [todos | todas] [os | as] (meus dados | minhas mensagens)
        [<i>] (supprimer | supprimez | effacer | effacez) [toutes] mes (donnees | messages)
        [<i>] (efase | siprime) [tout] done mwen yo
        """,
    "my_data": """
        [<i> | show me] [see | have | get] [all | a copy of | all of] my data
        (what | which) (data | information) (do you (have | keep) | is kept) [about | on | of] me
        [<i>] [ver] [os] meus dados | [<i>] [voir] mes donnees | [<i>] [we] done mwen yo
        """,
    "leave": "leave this topic | sair | quitter",
    "person": """
        [<i>] (talk | speak) (to | with) (a | an) [real] (person | human | human being | agent)
        [<i>] (talk | speak) (to | with) (someone | somebody) | real person
        [<i>] falar com (uma pessoa | alguem) | [<i>] parler (a | avec) (une personne | quelqun)
        [<i>] pale ak yon moun
        """,
}
