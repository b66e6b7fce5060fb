"""Words of their own, one slip away from a word of a command: "cancer" is not "cancel", "no recibí" not "no recibir".

Chosen from the frequent words of Spanish by comparing them with the words of command_phrases.py; a test names the pairs
that would hurt most. Spelled as `chat_spelling.normalise` leaves them.
"""

from typing import Final

WORDS: Final = frozenset(
    """
    abril abrio abuso acaba acaban acepta activo acto agentes aire ala alertan alertar aleta aletas alma alt
    altamira altas altos amar anda angular anhela anual anulado anulo aparte ascensor asco asesorar asesoria atraso
    atroz auto aves avisa avisan avise ayudan bajar bajas bajo barra basa basto bienes boca boda bola bolas borde
    bordo borraron bosta buscan cambios cancelada cancelados cancelan cancer candela canela canelo cara carcel
    carnet caro carro carta casa casas caza cerro cesar charla ciega cierre cierta cifra cigarros cine cita coca
    cola comando come comentar comenzara comenzo comiendo comienza comienzos complejo completa comunicado cono
    conoce conocen contactan contar contento contexto contigua continuamos continuan continuara continuas continuen
    continuo copa corea correa corte cortes corto costa creemos creia cuantas cuentos daba dada dama damos danos
    dara darte dato debe debemos dedos dejado dejan dejaron desea deseos deuda dicho diego dieta diga digamos
    dijo dio doce dudas dudo duenos dura ella ellas ello empezara empezare envian enviaron escribe escriben escribia
    escribieron escribio escrita escrito exito fastidian feria fueran fuerza funcion funcionar funcionarios
    funciones gatos gente guardar guardia haber habia habido habla habria hacedor hacienda hambre hara hare haria
    hasta hiciera hierro horas hotel humanos iba idiota idiotas indicio inicia iniciar inicie inicios jose lance
    large largue legua leguas lei lenguajes ley leyenda listo listos llama llaman llamare llamas llamo llave llega
    llegaba llegan llegaron llorar maestra mal malas malo mama man mancha mandaba mandan mandaron manga mapa masa
    mata mayo mejora mena menor menores menos millon min molesta molestan muchos muestran muestras mundo muro
    necesita nieto normas notas numeros obra obras olvidado operado operadoras operados oro orto padre padres paga
    pagar paginas pago paises paja palo papa par paraje paran parara parece pared pareja pariente parir park parque
    parra parral partes parto pase paseo paso pasos patos peces pedo pere pero perro person personajes pico pide
    pidio piso podamos podia podian podra podran podras podremos pone ponen pones ponga pose pre pregunto principios
    pro procesos pude pudo puedan puedas pura pure puro querian querida quiera quiere quinta quinto quiso quitaron
    quiza quizas ratos reciben recibi recibia recibieron recibimos recibio recibo recoger refiero regresan
    regresara regresas renuncia representantes requiere responde responsables respuestas restos reto sabor sacaron
    saga salar sale salen salida salidas salio salto salvo seco sega segui seguia seguid seguira seguire seguis
    seran serbio seria serio serlo sexo sida sierra siguen sigues siguientes silla silvio sirio sirvo soga step
    stuart suave sube suprema techo temes tension terminal terminan terminara terminare terminas termine termines
    termino thomas tienda tierra toca toma tomas tomo tono toro torres trabaja trabajan trabajar trabajos urano vaca
    vasto verdadero veremos via viaja vida viene vienen villa vino vio vista vive viven vivia vivos voces
    volar volvera volvere volves votar voto vuestra
    """.split()
)
