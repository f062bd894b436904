# What is checked without being run: the tree's rules, the unit files, and what must not compile. Label: checks.
# Debian's own interpreter: it is the one with Debian's modules.
set(PYTHON /usr/bin/python3)

function(hometime_check name)
    add_test(NAME checks.${name} COMMAND ${ARGN} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(checks.${name} PROPERTIES LABELS checks TIMEOUT 120)
endfunction()

foreach(check IN ITEMS includes format own_words links changelog catalogue openapi policy_coverage bus_schemas)
    hometime_check(${check} ${PYTHON} tools/checks/${check}.py)
endforeach()
hometime_check(units ${PYTHON} tools/checks/units.py)
set_tests_properties(checks.units PROPERTIES SKIP_RETURN_CODE 77)
hometime_check(self_test ${PYTHON} tests/tools/checks/checks_test.py)

add_test(NAME e2e.pyzmq_subscriber COMMAND ${PYTHON} tests/e2e/pyzmq_subscriber_test.py
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(e2e.pyzmq_subscriber PROPERTIES LABELS zmq TIMEOUT 120)

# The reference subscriber of each language, held to the same rules by the same tests.
foreach(language IN ITEMS cpp python javascript)
    foreach(test IN ITEMS subscriber_rules subscribers)
        add_test(NAME e2e.${test}.${language}
                 COMMAND ${PYTHON} -B tests/e2e/${test}_test.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${language}
                 WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
        set_tests_properties(e2e.${test}.${language} PROPERTIES LABELS e2e TIMEOUT 600 SKIP_RETURN_CODE 77)
    endforeach()
endforeach()

# Whole processes: the demonstration day seen from outside, and a daemon that is killed again and again.
add_test(NAME e2e.demonstration_day
         COMMAND ${PYTHON} -B tests/e2e/demonstration_day_test.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(e2e.demonstration_day PROPERTIES LABELS e2e TIMEOUT 300)
foreach(name IN ITEMS backup bus_keys damaged_folder erasure exit_codes full_disk notifications opening openings own_windows
        service_manager webhooks zone_data)
    add_test(NAME e2e.${name}
             COMMAND ${PYTHON} -B tests/e2e/${name}_test.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}
             WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(e2e.${name} PROPERTIES LABELS e2e TIMEOUT 600 SKIP_RETURN_CODE 77)
endforeach()
add_test(NAME crash.kill_loop
         COMMAND ${PYTHON} -B tests/crash/crash_loop.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} --kills 15
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(crash.kill_loop PROPERTIES LABELS crash TIMEOUT 300)

# All cores at once: simulated years take what there is.
add_test(NAME simulation.years
         COMMAND tests/simulation/years.sh ${CMAKE_SOURCE_DIR}/build/release/bin/hometime-simulate
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(simulation.years PROPERTIES LABELS simulation TIMEOUT 900 PROCESSORS 2 SKIP_RETURN_CODE 77)

file(GLOB mistakes CONFIGURE_DEPENDS compile_fail/*.cpp)
foreach(mistake IN LISTS mistakes)
    get_filename_component(name ${mistake} NAME_WE)
    hometime_check(must_not_compile.${name} ${PYTHON} tools/checks/must_not_compile.py ${mistake} ${CMAKE_CXX_COMPILER}
                   -std=c++20 -I${CMAKE_SOURCE_DIR})
endforeach()
