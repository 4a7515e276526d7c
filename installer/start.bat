@echo off
rem Installs opvangkaart @VERSION@ into the user's own folder, without internet, and opens the workbench.
rem Run again it only opens it. Nothing is written outside the two folders below.
setlocal EnableExtensions DisableDelayedExpansion
title Opvangkaart @VERSION@

set "HERE=%~dp0"
set "PROGRAM=%LOCALAPPDATA%\opvangkaart\@VERSION@"
set "OWN=%USERPROFILE%\Opvangkaart"
set "DONE=%PROGRAM%\klaar.txt"
set "PYTHONUTF8=1"

if exist "%DONE%" goto open
if not exist "%HERE%wheels\" goto packed

echo Opvangkaart @VERSION@ wordt eenmalig op deze computer gezet.
echo Dat duurt enkele minuten. Internet is niet nodig.
echo.

set "PYTHON="
for %%V in (@PYTHONS@) do if not defined PYTHON call :try py -%%V
if not defined PYTHON call :try python
if not defined PYTHON call :try python3
if not defined PYTHON goto nopython
echo Gevonden: %PYTHON%

rem A copy that was broken off half way is no copy.
if exist "%PROGRAM%" rmdir /s /q "%PROGRAM%"
if exist "%PROGRAM%" goto inuse
%PYTHON% -m venv "%PROGRAM%"
if errorlevel 1 goto failed
"%PROGRAM%\Scripts\python.exe" -m pip install --no-index --find-links "%HERE%wheels" --disable-pip-version-check --no-warn-script-location --quiet opvangkaart==@VERSION@
if errorlevel 1 goto failed
"%PROGRAM%\Scripts\opvangkaart.exe" --help >nul
if errorlevel 1 goto failed
>"%DONE%" echo opvangkaart @VERSION@

:open
if not exist "%OWN%" mkdir "%OWN%"
if /i not "%~f0"=="%OWN%\Start opvangkaart.bat" copy /y "%~f0" "%OWN%\Start opvangkaart.bat" >nul
cd /d "%OWN%"
if errorlevel 1 goto noown
echo Het dossier van uw team staat in %OWN%\eigen.
echo De werkbank opent in uw browser. Laat dit venster open zolang u werkt.
echo.
"%PROGRAM%\Scripts\opvangkaart.exe" app %*
if errorlevel 1 goto ended
endlocal
exit /b 0

:try
rem Sets PYTHON when the command is a Python of a version that fits, of 64 bits.
%* -c "import sys; v = sys.version_info[:2]; raise SystemExit(not (@OLDEST@ <= v <= @NEWEST@ and sys.maxsize > 2**32))" >nul 2>nul
if not errorlevel 1 set "PYTHON=%*"
exit /b 0

:packed
echo De map "wheels" staat niet naast dit bestand.
echo Pak eerst het hele zip-bestand uit: klik erop met rechts en kies "Alles uitpakken".
goto stopped

:nopython
echo Python @PYTHON_WORDS@ van 64 bits is niet gevonden op deze computer.
echo Vraag uw ICT-afdeling om Python @NEWEST_WORDS@ en start dit bestand daarna opnieuw.
goto stopped

:inuse
echo De map "%PROGRAM%" is in gebruik. Sluit andere vensters van opvangkaart en start opnieuw.
goto stopped

:noown
echo De map "%OWN%" kan niet worden geopend. Vraag uw ICT-afdeling om schrijfrecht in die map.
goto stopped

:failed
echo.
echo Het installeren is niet gelukt. De regels hierboven zeggen waarom.
echo Er is niets anders veranderd: start dit bestand opnieuw als de oorzaak weg is.
goto stopped

:ended
echo.
echo Opvangkaart is gestopt met een melding. Lees de regels hierboven.

:stopped
echo.
pause
endlocal
exit /b 1
