"""Words of their own that are one slip away from a word of a short command: "cancer" is not "cancel", "otra casa" not
"otra cosa".

Chosen from the frequent words of Spanish by comparing them with the words of command_phrases.py; a test names the pairs
that would hurt most. Spelled as `chat_spelling.normalise` leaves them.
"""

from typing import Final

WORDS: Final = frozenset(
    """
    abajo abismo abras abril abrio abuso acaba acaban acepta acta activo acto actos agent agentes aire ala alba aldo
    alertar aleta aletas alfa alga alma alt altamira altar altas altos altura alva alza alzo amar anda angular
    anhela anual anulado anulo aparte apta apto aras ascensor asco asesorar asesoria ata atlas atrae atraso atroz
    aula auto avena aves avisa avise ayudan baba bajada bajan bajar bajas baje bajito bajo bala barra basa bastan
    bastaria basto basura bata boca bola bolas borde bordo bosta cambian cambios cancelada cancelados cancelan
    cancer candela canela canelo canse cara carcel carnet caro carro carta casa casas cat caza cerro cesar charla
    chiste ciega cierre cierta cifra cigarros cima cine cita citan cite claras comando come comentar comenzara
    comenzo comiendo comienza comienzos complejo completa comunicado cono conoce conocen contar contento contexto
    contigua continuamos continuan continuara continuas continuen continuo copa corea correa corte cortes corto
    costa creemos creia cuantas cuartos cuentos cut daba dada dama damos danos dara darle darte dato debe debemos
    dedos dejado dejan desea deseos deuda dicho diego dieta diga digamos digno dijo dio dire doce dudas dudo duenos
    dura edith empezara empezare escribe escribio escrita escrito exige exito exp feria fueran fuerza funcion
    funcionan funcionar funcionarios funciones gatos gente gentes haber habia habido habito habla habras habria
    hacedor hala halo hambre hara haras hare haria hasta hiciera hierro horas hospital hotel humanos iba idiota
    idiotas indicio inicia iniciar inicie inicios kim lata legua leguas lei lenguajes ley leyenda limpia listo
    listos llama llaman llamare llamas llenos llorar macho maestra mail maiz mal malas malo mama man mancha manga
    mapa masa mata mejora mena menor menores menos min mode molesta mora morgue mori moro muchos muestran muestras
    mundo muro necesita nieto normas notas numeros obra obras olvidado olvides operado operadoras operados oro orto
    pace pactos padre padres paga pagar paginas pague paguen paises paja papa par paradas parado paraje paran paras
    parche parece pared pareja pares pariente parientes parir parque parra parral parten partes parto partos pase
    paseo pasos patos peces pedo perdona pere person personajes personal pico pide pidio piso podamos podia podian
    podra podran podras podremos pone ponen pones ponga pose pre preguntan pregunto principios procesos pude pudo
    puedan puedas pura pure quemas querian querida quiera quiere quinta quinto quito quiza quizas ratos recibio
    refiero regresan regresara regresas remover representantes requiere responde responsables respuestas restos reto
    sabor saga salar saldo saldran salen sali salia salida salidas salio salis salto salvo samir seco sega segui
    seguia seguid seguira seguire seguis sello seran serbio seria serio serlo sexo sia sida side sierra sigo siguen
    sigues siguientes silla silvio sirio sirven sirvo soga sopa step subir suprema techo tejas tela telas temes
    tenaz tension termas terminal terminan terminara terminas termine termines termino tetas thomas tierra toca toco
    toma tomas tomo tono toro torres trabaja trabajan trabajar trabajos urano vaca vacia vaga valla vana vasta vasto
    vera veras verdadero veremos via viaja vida viene villa vino vio vista vistas vive viven vivia vivio vivos voces
    volar volvera volvere volves votar voto vuestra
    avisan contactan ella ellas ello envian enviaron escriben escribieron fastidian llega llegan llegaron mandan mandaron
    molestan reciben recibo
    """.split()
)
