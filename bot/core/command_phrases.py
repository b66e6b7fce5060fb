"""The sentences behind each command, as patterns (see phrases.py), the way people of Peru and Venezuela write them.

Only words and their order belong here. A deeper line continues the one above it; `…` at the end of a pattern means that
a reason may stand beside it. Keys of PATTERNS are the values of `commands.Command`. A word whose bare form means
something else to many people ("ayuda", "avisos", "para") is no pattern by itself.
"""

from typing import Final

PATTERNS: Final = {
    "stop": """
        <stop_word> (<stop_word> | por favor | no mas)*
        [ya] no me (hablen | hables | hable) [mas]
        (escribo | pongo | digo | respondo | envio | mando | responder | palabra | opcion) <stop_word>
        [ya] no mas | para (ya | por favor) | (ya | por favor) para | ya no mas nada | ya basta | stop it
        (<stop_word> | nomas | no mas | suficiente | suficientes | cero | nada | ni un | fuera | no more) [de | con | a]
          <these>* <alerts> <from_you>* …
        [ya] no <want> [seguir] (recibir | recibiendo) [mas | nada]*
        stop (texting | messaging) [me] | leave me alone
        [de | la | mi | una] baja (definitiva | total | inmediata | voluntaria | <of_this>)*
        (<want> | <can>) (la | mi | una | de) baja <of_this>* …
        [me] [<ask>] [que] <give>* [la | mi] [de] baja <of_this>* [[a | el] (mi | este | el) numero] …
        [<ask>] <give>* [de] baja [a | al] [el | la | mi | este | los | las | estos | estas] (numero | suscripcion
          | <alerts> | servicio de <alerts> | celular) [de aqui | <list>] …
        de baja [por favor] (denme | deme | dame)
        [<ask>] <glue>* (<take_me> | <take>) <glue>* <list> <from_you>* …
        [<ask>] [que] <take_me> (de | del) <the>* <alerts> <from_you>* …
        [<ask>] <glue>* <never> <want> (estar | seguir | aparecer | continuar | pertenecer | permanecer | ser parte)
          [mas] (en | de | a | al | del) [la | su | esta | este | el | tu | sus] (lista | listas | grupo | <lists>
          | cadena) …
        [ya] no <want> (estar | seguir) [mas] (suscrito | suscrita | inscrito | inscrita) (<of_this> | a nada)* …
        [ya] no <want> ser (contactado | contactada | molestado | molestada) <from_you>* …
        <glue>* <never> [<pre>* (<want> | <aux> | me | nos | que | mas | ya | por favor)] (<send> | <bother> | <go_on>
          [me] <sending>) <rest>* …
        <never> (sigan | sigas | siga) con <these>* <things> <from_you>* …
        <never> (me | nos) <one_sends> <rest>*
        <never> [me | nos] (mande | envie | escriba) (mas | nada | <alerts>) <rest>*
        [ya] no (molestar | moleste | molesten | molestes | molestar a | enviar <rest> | mandar <rest> | escribir
          <rest>) <rest>* …
        <can> no <sending> <rest>* …
        <glue>* <never> <pre>* (recibir | recibiendo | lleguen | llegue | llegando) <these>* <things> <rest>* …
        <never> (<glue> | <aux>)* <alerts> <rest>* …
        <never> (<want> | me interesa) (<these>* servicio | [saber] (nada | mas nada | mas) de (ustedes | este (numero
          | grupo))) …
        [ya] no (acepto | autorizo | permito | consiento | doy [mi] (permiso | consentimiento | autorizacion)) [a | para
          | el envio de] (que [usen mi numero para] [me] <send> <rest>* | [recibir] <these>* <alerts> <from_you>*) …
        [<want>] (retiro | revoco | retirar | revocar | quito) mi (consentimiento | permiso | autorizacion) [para
          [recibir | enviarme] <these>* <alerts>] …
        [<ask>] [que | hagan que] [ya] [me] <leave_off> [ya] (de | con) [ya] [<go_on> | tanto] (<sending> | <these>*
          <things>) <rest>* …
        [ya] (paren | pare | parenla | basta) (de | con) (eso | esto)
        [<ask>] [que] (eliminar | eliminen | elimina | borrar | borren) [mi | la | las] (suscripcion | suscripciones) …
        [ya] (dejen | paren | deja | pare) (el | la | con (el | la) | tanta | tanto | ese | esa) (fastidio | ladilla
          | fregadera | jodedera | spam | vaina | acoso) …
        [ya] (dejenme | dejame | dejeme) (en paz | tranquilo | tranquila | quieto | quieta | de <sending> <rest>*) [con
          <these>* <alerts>]
        ya (esta | estuvo) bueno (de | con) <these>* <alerts>
        (estoy | me tienen | ya me) (harto | harta | cansado | cansada | canse) (de | con) <these>* <alerts> …
        [<ask>] [que | hagan que] [me | se] <switch_off> [ya] [el envio de | los envios de | [el] servicio de] <these>*
          (<alerts> | servicio | envios) [a <the>* <alerts>] <from_you>* …
        (retiren | quiten | borren | saquen | eliminen) este (numero | celular) …
        <how> <glue>* (<never> | dejar de | parar de | evitar | paro de | dejo de) (<glue> | <aux>)* [<send> | recibir
          | recibiendo | lleguen] <these>* <things> <rest>* …
        [<ask>] (dejar de | parar de) [seguir] (recibir | recibiendo) <these>* <things> <rest>* …
        (<want> | <can>) (no | ya no) [seguir] (recibir | recibiendo) <these>* <things> <rest>* …
        <the>* <alerts> [ya] no [por favor | [los | las | lo] <want> [recibir]] <from_you>*
        [me] [<ask>] [me] (desuscribirme | desuscribir | desinscribirme | desuscribo | desinscribo) <of_this>* …
        [me] [<ask>] desafiliarme <of_this> …
        numero equivocado | [se] equivocaron de numero | (bloqueen | bloquea) mi (numero | contacto)
        """,
    "erase": """
        [<ask>] [que] [me | se | la]* <delete> [ya] <mine> <kept_here>* …
        [<ask>] [que] [me]* <delete> [ya] (mi (datos | dato) | mis dato) <kept_here>*
        [<ask>] [que] <delete> (todo | (esta | la | nuestra) conversacion | (este | el) chat | el historial)
          <kept_here>*
        [<ask>] [que] (olvidar | olviden | olvida | desaparecer | desaparezcan | destruyan) (mis datos | mi informacion
          | mi numero) <kept_here>*
        [<ask>] [que] [me] <delete> [los] (datos | data) <kept_here>*
        [<ask>] [que] (borrame | borreme | borrenme | eliminame | elimineme | eliminenme) [de todo | los datos]
          <kept_here>*
        <ask> (borrarme | eliminarme) <kept_here>* | [<want> que] me (borran | borren | borras | eliminan | eliminen
          | eliminas) <kept_here>*
        no (guarden | guardes | conserven) (nada de mi | <mine>) | [<want>] ejercer mi derecho (al olvido | de
          (supresion | cancelacion))
        """,
    "start": """
        alta | start | unstop | subscribe | <want> (el | la | mi) alta
        [<ask>] (darme | dar | dame | deme | denme) de alta [<of_this> | otra vez | de nuevo]*
        como me suscribo
        [me] [<ask>] [volver a] (suscribirme | suscribir | suscribete | suscribeme | suscribanme) [otra vez | de nuevo
          | <of_this> | a puente | <about>]*
        [me] [<ask>] [me] [volver a] <join> (a | en | para [recibir] | al | con) <the>* (<news> | <lists> | servicio de
          <news>) <about>*
        <yes> [volver a | seguir] (recibir | recibiendo | que me lleguen | tener) <the>* <news> <about>*
        [si] (<want> | me interesan) <the>* (<warnings> <about>* | <news>) | <yes> volver a (recibirlos | recibirlas
          | la lista) | recibir <the>* <news> <about>*
        [<yes> que] vuelvan a (mandarme | enviarme | escribirme) <the>* <news> <about>* | <want> estar en [la] <lists>
        <yes> que [si] [me | nos] [vuelvan a | sigan] (escribir | manden | mandes | envien | envies | mandar | enviar
          | mandando | enviando | lleguen | pasen) <the>* <news> <about>*
        <yes> que [si] me (avisen | notifiquen) <about>*
        (mandenme | mandame | mandeme | envienme | enviame | envieme | pasenme | manden | envien) <the>* <news> <about>*
        [<ask>] (activar | activa | activen | activame | activenme | reactivar | reactiva | reactiven | habilitar
          | habiliten) <the>* <news> <about>*
        alertas
        (acepto | autorizo | doy [mi] (permiso | consentimiento)) [a | para | el envio de] [que me (manden | envien)]
          [recibir] <the>* <news> <about>*
        """,
    "subjects": """
        mis temas [de <news>] | mi tema de <news> | [los] temas (mios | de mis <news>) | mis suscripciones
        [<ask>] [que] [me] <rechoose> [de | a] (mis | mi) (temas | tema | suscripcion | suscripciones) <of_news>*
        [<ask>] [que] [me] <rechoose> [de | los | el | otros | mas | estos] (temas | tema) <of_news> <of_news>*
        [<ask>] [que] [me] <rechoose> sobre que temas (recibo | me (escriben | mandan | envian | avisan))
        [<ask>] (ver | veo | revisar | muestrame | mostrar | dime | saber | consultar | dame) [cuales son | la lista de]
          mis (temas | suscripciones) <of_news>*
        [<ask>] [ver | saber | revisar] [en | a] (que | cuales | sobre que | de que) temas <of_news>* (recibo | tengo
          | elegi | escogi | me (llegan | mandan | envian | escriben) | estoy (recibiendo | suscrito | suscrita
          | inscrito | inscrita)) <of_news>*
        cuales son mis (temas | suscripciones) <of_news>*
        """,
    "help": """
        help | ayuda (comandos | menu | con (el | este) (bot | chat) | del bot | para usar (esto | <bot>))
        [ver | lista de | cuales son] [los | las] (comandos | instrucciones) | (menu | pagina) de ayuda | instrucciones
          de uso
        (manual | guia) de uso | que comandos (hay | tienes | tienen)
        [<want> [saber] | explicame] como (se (usa | utiliza | maneja) | funciona | funcionas | trabajas | (lo | te) uso
          | uso | usar | usarte | utilizo) [<bot>]
        no (se | entiendo | comprendo) [bien] como (usar | se usa | funciona | funcionas | manejar | utilizar) [<bot>]
        no (se | entiendo) [bien] usar <bot>
        (que | cuales) (palabras | comandos | cosas) (puedo (usar | escribir | poner | decir | preguntar | consultar)
          | existen | entiendes | debo escribir) [aqui | <bot>]
        que (puedo | se puede | podemos) (hacer (aqui | por aqui | <bot>) | (escribir | preguntar | preguntarte
          | consultar | pedirte | escribirte) [aqui | por aqui | <bot>])
        (que | con que | en que) (sabes hacer | puedes hacer | haces | me puedes ayudar | puedes ayudarme | me ayudas
          | me pueden ayudar) [tu | aqui]
        para que (sirve | es) <bot> | para que (sirves | eres) | que hace (este | el) (bot | chat | numero)
        """,
    "menu": """
        [el] menu [principal | inicial | de (inicio | temas | opciones)] | main menu | inicio | [lista de | los | las]
          (temas | opciones)
        [<ask>] (ver | mostrar | muestrame | muestreme | muestra | mostrarme | dame | deme | mandame | pasame | enviame
          | ensename | abrir | abre | ir al | ir a | vamos al | volver al | volver a | vuelvo al | vuelve al | volvemos
          al | regresar al | regresar a | regresa al | regreso al) [el | los | las | la] (menu [principal] | temas
          | opciones | inicio | principio | lista de temas | comienzo | (mas | otros | todos los) temas)
        (al | <want> [el | los | las]) (menu | temas | opciones) | volver [atras] | regresar | [para | ir] atras
          | empezar
        volver a empezar | (empezar | comenzar) de (nuevo | cero) | comenzar | reiniciar | desde el (principio | inicio)
        que [otros | otras | mas] (temas | opciones) [mas] (hay | tienes | tienen | manejas | manejan | ofreces
          | conoces)
        cuales son [los | las] (temas | opciones) | sobre que [temas] puedo preguntar | mas (temas | opciones)
        [<want> | tengo] [preguntar | consultar | saber | hacer | ver] [de | sobre] (otra (cosa | pregunta | preguntita
          | consulta | duda) | otro tema | otras (cosas | preguntas | opciones) | otros temas)
        """,
    "language": """
        idioma | idiomas | language | languages | lengua | lenguas | lenguaje | langue | lingua | idiomas disponibles
        [<ask>] (cambiar | cambia | cambiame | cambio | elegir | escoger | seleccionar | configurar | poner | mudar
          | change | cambien | cambie) [de | el | la | the | los | al | a] [otro] (idioma | idiomas | lengua | lenguaje
          | language)
        (change | switch | other | another | choose) (language | languages)
        [<ask>] [hablar | hablarte | leer | escribir | hablas | hablan | cambiar | tienen | tienes | hay] [en | a | de]
          (otro (idioma | lenguaje) | otra lengua | mi (idioma | lengua) | otros idiomas)
        (que | cuales | en que | cuantos) (idiomas | lenguas | idioma) [hay | hablas | hablan | tienes | tienen
          | manejas | puedo (usar | escribir | hablar) | son | entiendes | entienden | estan disponibles]
        [yo] no (hablo | entiendo | leo | comprendo | se hablar | se leer) [bien | mucho | muy bien] [el | en] (espanol
          | castellano) [bien]
        no spanish | i (dont | do not) (speak | understand) spanish
        """,
    "person": """
        [<ask>] [poder] [me] <speak> [por telefono | en persona | directamente] [con | a] <someone>
        (hay | existe) [alguna] (forma | manera) de <speak> con <someone>
        [<want>] [con] [una | un | otra | el | la | a] <agent> <real>* | <want> [una | un] <who> <real>*
        [<ask>] [que] [me] <connect> (con | a) <someone> | pasame al <who>
        [<want>] que [me] <attend> <someone> | <want> que me ayude (una persona | un <agent>)
        <can> (atender | atenderme | llamar | llamarme | contestarme | responderme | hablarme) <someone>
        [que] <someone> [que] [me] (<attend> | [puede | pueden | podria | pueda] (atender | atenderme | llamarme
          | llamar | hablar conmigo)) <real>*
        (<want> | <can>) que [me] (llamen | llame) <call>* | me (pueden | puede | podrian | podria) llamar <call>*
        (llamenme | llamame | llameme | <can> llamarme | que me llamen) <call>* | <want> que me atiendan
        (hay | esta | habra | tienen | tienes) [ahi] (alguien | [algun | alguna | un | una] <agent>) [real | de verdad
          | disponible | en linea] [ahi | alli | aqui] [con (quien | el que) [pueda] <speak> | que [me] (<attend>
          | pueda (atender | atenderme))]
        [ya] no (quiero | deseo | me gusta) [[seguir] (hablar | hablando | chatear | conversar) con] [un | una | el | la
          | este | esta] <machine> [<want> [<speak> con] <someone>]
        [<want>] (atencion (humana | personal | personalizada | de una persona | por telefono | telefonica) | ayuda
          (humana | de una persona) | [un] contacto humano)
        """,
    "my_data": """
        [todos] mis (datos | dato) [personales | guardados]* <here>* | [ver | veo | dame] mi (datos | dato | data
          | informacion (personal | guardada)) | [los] datos mios | [ver] mis mensajes [guardados]*
        [<ask>] [me] <look> [todos | cuales son | [una] copia de | acceso a] (mis datos | mi (informacion | data
          | historial) | los datos (mios | de mi)) <here>*
        [<ask>] ([una] copia de | acceso a) mis datos <here>* | derecho de acceso | derechos arco | cuales son mis datos
          | <want> mis datos <here>*
        [<ask>] <look>* <data>* [que] [ustedes] <hold> <data>* <here>* <about_me> <here>*
        [<ask>] <look>* <data>* (mios | personales) <data>* [que] [ustedes] <hold> <here>*
        [<ask>] <look>* (que | cuales) datos (guardan | guardas | recopilan | recogen | almacenan) <here>*
        (tienen | guardan | tienes | guardas | tiene) [ustedes] (mis datos | datos mios | mi informacion | informacion
          mia | algo (de | sobre) mi) <here>*
        """,
    "privacy": """
        [[<want>] (ver | leer)] [el] aviso [de privacidad | legal | completo] | [la] privacidad | privacy [policy]
        [[<want>] (ver | leer)] [la | su | las | sus] (politica | politicas) de privacidad | [ver | los] terminos [y
          condiciones]
        (tratamiento | proteccion) de [mis] datos [personales]
        (que (hacen | haces | hace) con | para que (usan | quieren | guardan | piden) | como (usan | cuidan | protegen
          | guardan)) (mis | los) (datos | mensajes) [personales | ustedes]
        (quien | quienes) [mas] (ve | ven | lee | leen | (puede | pueden) (ver | leer) | tiene | tienen) [todo] (lo que
          escribo | mis (datos | mensajes) | este chat | esta conversacion)
        [con quien] [van a] (comparten | compartir | venden | vender) mis (datos | mensajes) [con (el gobierno | el
          estado | migraciones | la policia | alguien)]
        [esto | este chat] es (seguro | confidencial | privado | anonimo) (<bot> | escribir [por] aqui | hablar por
          aqui)
        [esto | este chat] es (confidencial | anonimo) | (esto | este chat) es (seguro | privado)
        """,
    "leave": """
        salir | salgo | me salgo | salirme | [me] <want> (salir | salirme) | finalizar | terminar
        [<ask>] (salir | salirme | salgo | salgamos | dejar | deja | dejemos | cambiar de | cambiar | cambiemos de
          | cambiemos | olvidar) [del | de] [este | el | ese] tema
        [<ask>] (salir | salirme | salgo | dejar | cerrar | cierra | terminar | termina | terminemos | finalizar
          | finaliza | acabar) [del | de] [este | esta | el | la] (conversacion | chat)
        [ya] no <want> (hablar | seguir hablando) [mas] (de | sobre) (esto | eso | este tema | ese tema)
        [<want>] (hablemos | hablar | pasemos) (de | a) (otra cosa | otro tema)
        """,
    "cancel": """
        cancelar | cancela | cancele | cancelen | cancelo | cancelado | cancel | cancelalo | cancelarlo | anular | anula
          | anulalo | anule | <want> (cancelar | anular)
        [<ask>] (cancelar | cancela | cancele | cancelen | cancelo | anular | anula | anule) (esto | eso | todo | la
          operacion | lo anterior | [el | este] (formulario | proceso) | [las | estas] preguntas | [la | esta] (pregunta
          | encuesta))
        olvidalo | olvidelo | olvidenlo | olvida eso | (dejalo | dejelo | dejemoslo | deja) (asi | ahi | nomas) | dejalo
          | dejelo | dejemoslo | olvidemoslo
        mejor (no [sigo] | ya no | cancela | olvidalo | dejalo [asi] | lo (dejamos | dejo) [ahi | asi])
        [ya] no <want> (seguir | continuar) (con (esto | el formulario | las preguntas | la encuesta) | respondiendo
          | contestando)
        [ya] no <want> (responder | contestar | llenar) [mas] [estas | esas | el | este | la | las | esta | tus]
          [preguntas | formulario | pregunta | encuesta | esto]
        (salir | salirme) del formulario
        """,
    "more": """
        mas mas* | [a] ver mas | leer mas | <want> mas | [<want>] (ver | leer | saber | conocer) (mas | el resto | lo
          (que sigue | demas))
        [<want>] (seguir | sigue | siga | sigan | continua | continuar) (leyendo | contando) | seguir | sigue | siga
          | sigan | sigamos | prosigue | prosiga | continuar | continua | continue | continuemos | [la] siguiente [parte
          | pagina | mensaje]
        [<want>] mas (informacion | texto | detalles | detalle | datos)
        (dime | digame | cuentame | cuenteme | explicame | mandame | muestrame | enviame | dame | deme | pasame
          | escribeme | manda | envia | muestra | pon | manden) (mas [informacion | detalles | texto] | el resto | lo
          (demas | que falta | que sigue) | la (otra | siguiente) parte | la parte que falta)
        [y] (que mas | lo demas | el resto | lo que falta | lo que sigue) [dice | sigue | falta]
        """,
    "up": """
        👍 👍* [muy bien] | pulgar arriba | [me] [fue | es | ha sido] ([muy | bastante] util [[la | tu] (informacion
          | respuesta)] | utilisimo | de (mucha | gran) ayuda)
        (me (sirvio | sirve | ayudo | ayudaste | ha (servido | ayudado) | sirvieron) | nos (sirvio | ayudo) | sirvio)
          [mucho | bastante | muchisimo | bien | un monton | demasiado | tu respuesta | la (informacion | respuesta)]*
          👍*
        eso era | era eso | [eso] (es | era) lo que (queria | quise | necesitaba | buscaba) [saber] | me quedo claro
          | todo claro
        [muy | que] (buena | excelente | clara) (respuesta | informacion)
        """,
    "down": """
        [no] 👎 👎* [no] | pulgar abajo
        [esto | eso | tu respuesta] no [me | nos] (sirvio | sirve | ayudo | ayudaste | ayuda | ha (servido | ayudado)
          | sirvieron) [de nada | para nada | [en] nada | mucho | (esa | la | tu) respuesta | lo que dices | esa
          informacion]* 👎*
        no (era | es) eso | eso no (era | es)
        [eso] no (es | era) [eso] lo que (pregunte | te pregunte | queria | quise | buscaba | necesito | necesitaba
          | busco) [saber]
        no (respondiste | respondes | respondio | respondieron | contestaron | contestaste | contestas | contesto | has
          respondido) [a] [mi pregunta | lo que [te] pregunte | nada | bien]
        no (es | fue | era | me fue) (util | de ayuda) | inutil | (mala | pesima) respuesta | respuesta equivocada
        no (entiendes | entendiste | me (entendiste | has entendido)) [mi pregunta | nada | bien | lo que [te] pregunte]
        [eso | esto] no tiene nada que ver | nada que ver
        """,
}

LANGUAGES: Final = {
    "es": "espanol | castellano | spanish | espanhol | espagnol | panyol",
    "en": "ingles | english | anglais",
    "pt": "portugues | portuguese | portugais | brasileno | brasilero",
    "fr": "frances | francais | french",
    "ht": "kreyol | creole | creol | haitiano | [kreyol] ayisyen | (criollo | creole) haitiano | haitian creole",
}
"""The names of a language, in itself and in the others."""
